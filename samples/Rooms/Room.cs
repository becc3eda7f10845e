namespace Sockeye.Samples.Rooms;

/// <summary>What the server keeps of a room, besides its members and messages.</summary>
/// <param name="Title">As its maker has written it.</param>
internal sealed record Room(string Title);
