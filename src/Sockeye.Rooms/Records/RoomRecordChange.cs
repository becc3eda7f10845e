namespace Sockeye;

/// <summary>What has happened to the record of a room.</summary>
/// <param name="Kind">What.</param>
/// <param name="Record">The record as it is now; where it has ended, as it was at last.</param>
/// <param name="End">Why it has ended; <see langword="null"/> where it has not.</param>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed record RoomRecordChange<T>(RoomRecordChangeKind Kind, RoomRecord<T> Record, RoomRecordEnd? End)
{
    /// <summary>
    /// What the change is known by: the same on all servers, and that of no other change. Give it to a service that is called as the key by which it knows that it was called before.
    /// </summary>
    public string Id { get; init; } = string.Empty;
}
