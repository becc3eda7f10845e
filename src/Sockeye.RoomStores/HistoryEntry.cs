namespace Sockeye;

/// <summary>A message of a room, as a store has it.</summary>
/// <param name="Offset">Its place among the messages of the room.</param>
/// <param name="Time">When it was added.</param>
/// <param name="Event">
/// The event's name and arguments, as a JSON array. Stores that others write to may give anything, or nothing where there is no message: who reads it checks it.
/// </param>
public readonly record struct HistoryEntry(string Offset, DateTimeOffset Time, ClusterPayload Event);
