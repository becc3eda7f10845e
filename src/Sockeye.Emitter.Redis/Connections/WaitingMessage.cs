namespace Sockeye.Emitters.Redis.Connections;

/// <summary>A message that has arrived and waits to be handled.</summary>
internal readonly record struct WaitingMessage(byte[] Content, string Channel);
