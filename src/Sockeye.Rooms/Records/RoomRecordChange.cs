namespace Sockeye;

/// <summary>A change of the record of a room.</summary>
/// <param name="Kind">The kind of change.</param>
/// <param name="Record">The record as it is now; for a record that has ended, as it was last.</param>
/// <param name="End">Why it has ended; <see langword="null"/> if it has not.</param>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed record RoomRecordChange<T>(RoomRecordChangeKind Kind, RoomRecord<T> Record, RoomRecordEnd? End)
{
    /// <summary>
    /// Identifies the change: the same on all servers, and different from every other change. Use it as an idempotency key when you call a
    /// service.
    /// </summary>
    public string Id { get; init; } = string.Empty;
}
