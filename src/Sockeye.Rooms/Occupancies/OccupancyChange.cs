namespace Sockeye;

/// <summary>A changed number of connections of a room.</summary>
/// <param name="Room">The name of the room.</param>
/// <param name="Count">The number of connections now, on all servers.</param>
public sealed record OccupancyChange(string Room, int Count);
