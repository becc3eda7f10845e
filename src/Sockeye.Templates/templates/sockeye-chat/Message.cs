namespace SockeyeChat;

/// <summary>What somebody said. A page gets it as { from, text, time }.</summary>
public record Message(string From, string Text, DateTimeOffset Time);
