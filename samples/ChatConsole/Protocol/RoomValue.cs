namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>What people read of a room.</summary>
internal sealed record RoomValue(string Name, string? Topic);
