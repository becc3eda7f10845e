namespace Sockeye;

/// <summary>A page of messages of a room in a store.</summary>
/// <param name="Entries">The messages, oldest first.</param>
/// <param name="HasMore">
/// Whether there are more of the requested messages: newer ones after <see cref="HistoryQuery.Since"/>, otherwise older ones.
/// </param>
/// <param name="IsTruncated">
/// Whether messages after <see cref="HistoryQuery.Since"/> may be missing: the message of that offset is no longer kept, and all that are kept are newer.
/// </param>
public readonly record struct HistoryPage(IReadOnlyList<HistoryEntry> Entries, bool HasMore, bool IsTruncated);
