namespace Sockeye.Samples.ChatConsole.Protocol;

/// <summary>Which rooms are asked for, and in which order.</summary>
internal sealed record RoomQuery(string Prefix, string Order);
