namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>The answer to a <see cref="RoomQuery"/>.</summary>
internal sealed record RoomList(RoomRecord[] Rooms);
