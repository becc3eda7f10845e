namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>A room of the chat.</summary>
/// <param name="Room">Its key.</param>
/// <param name="Value">What people read of it.</param>
/// <param name="Members">How many are there.</param>
internal sealed record RoomRecord(string Room, RoomValue Value, int Members);
