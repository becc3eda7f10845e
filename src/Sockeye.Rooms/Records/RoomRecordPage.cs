namespace Sockeye;

/// <summary>Some records.</summary>
/// <param name="Records">The records of this page.</param>
/// <param name="Next">What to ask for the next page with (<see cref="RoomRecordQuery{T}.After"/>); none if this is the last.</param>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed record RoomRecordPage<T>(IReadOnlyList<RoomRecord<T>> Records, string? Next);
