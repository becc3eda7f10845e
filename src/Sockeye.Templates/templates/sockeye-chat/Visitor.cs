namespace SockeyeChat;

/// <summary>What the server keeps of a socket: its room and its name.</summary>
public record Visitor(string Room, string Name);
