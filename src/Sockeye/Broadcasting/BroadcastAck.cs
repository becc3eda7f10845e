namespace Sockeye;

/// <summary>The answer of one recipient of a broadcast.</summary>
/// <param name="SocketId">Who answered; <see langword="null"/> where another server's answer does not say.</param>
/// <param name="Arguments">What it answered.</param>
public sealed record BroadcastAck(string? SocketId, EventArguments Arguments);
