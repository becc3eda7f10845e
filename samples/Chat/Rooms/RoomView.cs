namespace Sockeye.Samples.Chat.Rooms;

/// <summary>A room in the list.</summary>
internal sealed record RoomView(string Name, int Members);
