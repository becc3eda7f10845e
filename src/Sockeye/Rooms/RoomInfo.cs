namespace Sockeye;

/// <summary>A room of this server.</summary>
/// <param name="Name">The name; for the own room of a socket it is the id of the socket.</param>
/// <param name="Count">The number of sockets of this server in the room.</param>
public readonly record struct RoomInfo(string Name, int Count);
