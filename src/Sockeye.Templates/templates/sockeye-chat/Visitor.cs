namespace SockeyeChat;

/// <summary>What the server keeps of a socket: its room, and its name there.</summary>
public record Visitor(string Room, string Name);
