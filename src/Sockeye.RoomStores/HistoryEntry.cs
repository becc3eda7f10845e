namespace Sockeye;

/// <summary>A message of a room in a store.</summary>
/// <param name="Offset">The position among the messages of the room.</param>
/// <param name="Time">The time at which it was added.</param>
/// <param name="Event">
/// The name and the arguments of the event, as a JSON array. A store to which other programs write may return anything, or nothing if the
/// entry is not a message, so the reader has to check it.
/// </param>
public readonly record struct HistoryEntry(string Offset, DateTimeOffset Time, ClusterPayload Event);
