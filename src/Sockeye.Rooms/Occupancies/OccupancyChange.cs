namespace Sockeye;

/// <summary>A room has another number of connections than was told last.</summary>
/// <param name="Room">The room.</param>
/// <param name="Count">How many connections it has now, on all servers.</param>
public sealed record OccupancyChange(string Room, int Count);
