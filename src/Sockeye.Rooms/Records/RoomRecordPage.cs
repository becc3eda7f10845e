namespace Sockeye;

/// <summary>A page of records.</summary>
/// <param name="Records">The records of this page.</param>
/// <param name="Next">
/// The value to ask for the next page with (<see cref="RoomRecordQuery{T}.After"/>); <see langword="null"/> on the last page.
/// </param>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed record RoomRecordPage<T>(IReadOnlyList<RoomRecord<T>> Records, string? Next);
