namespace SockeyeChat;

/// <summary>What the server keeps of a socket: where it is, and under which name.</summary>
public record Visitor(string Room, string Name);
