namespace Sockeye;

/// <summary>The changes in a store since a position.</summary>
/// <param name="IsWhole">
/// Whether the result begins with the first of all records, because nothing was known before, or because the missed changes are no longer
/// available. Records that are neither here nor in the pages that follow no longer exist.
/// </param>
/// <param name="Changes">
/// The last change of each room. Their <see cref="StoredChange.Previous"/> and <see cref="StoredChange.Digest"/> have no meaning here.
/// </param>
/// <param name="Next">The position at which the next page, or the next changes, begin.</param>
/// <param name="HasMore">Whether there are more.</param>
/// <param name="Digest">
/// The tags of all records of the namespace that exist at the revision of <paramref name="Next"/>, combined by exclusive or. A reader that
/// has read everything up to there has records with the same digest, or its records differ from the store. It has no meaning if there are
/// more changes.
/// </param>
public sealed record RecordChanges(bool IsWhole, IReadOnlyList<StoredChange> Changes, RecordPosition Next, bool HasMore, long Digest);
