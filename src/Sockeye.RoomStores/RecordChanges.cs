namespace Sockeye;

/// <summary>What has changed in a store since a position.</summary>
/// <param name="IsWhole">
/// Whether this begins with the first of all records: nothing was known, or what was missed is not known any more. Records that are neither in this nor in the pages that follow do
/// not exist any longer.
/// </param>
/// <param name="Changes">The last change of each room. Their <see cref="StoredChange.Previous"/> and <see cref="StoredChange.Digest"/> mean nothing here.</param>
/// <param name="Next">Where the next page begins, or the next changes.</param>
/// <param name="HasMore">Whether there are more.</param>
/// <param name="Digest">
/// The tags of all records of the namespace that exist at the revision of <paramref name="Next"/>, joined by exclusive or: who has read everything up to there has records with the same
/// digest, or others than the store. It means nothing if there are more.
/// </param>
public sealed record RecordChanges(bool IsWhole, IReadOnlyList<StoredChange> Changes, RecordPosition Next, bool HasMore, long Digest);
