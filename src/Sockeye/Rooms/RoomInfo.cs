namespace Sockeye;

/// <summary>A room of this server.</summary>
/// <param name="Name">Its name; the id of a socket for the room that each socket has of its own.</param>
/// <param name="Count">How many sockets of this server are in it.</param>
public readonly record struct RoomInfo(string Name, int Count);
