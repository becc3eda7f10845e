namespace Sockeye.Samples.Rooms;

/// <summary>What is known of a room besides who is in it.</summary>
/// <param name="Title">As it was written by who made it.</param>
internal sealed record Room(string Title);
