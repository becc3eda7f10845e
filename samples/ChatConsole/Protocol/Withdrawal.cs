namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>The server has taken the person out of a room.</summary>
internal sealed record Withdrawal(string Room, string? Reason);
