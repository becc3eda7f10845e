namespace Sockeye;

/// <summary>Messages of a room, as a store has them.</summary>
/// <param name="Entries">The messages, oldest first.</param>
/// <param name="HasMore">Whether there are more of those that were asked for: newer ones after <see cref="HistoryQuery.Since"/>, older ones otherwise.</param>
/// <param name="IsTruncated">
/// Whether messages after <see cref="HistoryQuery.Since"/> may be missing: the message of that offset is no longer kept, and all that are kept are newer.
/// </param>
public readonly record struct HistoryPage(IReadOnlyList<HistoryEntry> Entries, bool HasMore, bool IsTruncated);
