namespace Sockeye;

/// <summary>The answer of one recipient of a broadcast.</summary>
/// <param name="SocketId">The id of the socket that answered; <see langword="null"/> if another server's answer does not say.</param>
/// <param name="Arguments">The arguments of the answer.</param>
public sealed record BroadcastAck(string? SocketId, EventArguments Arguments);
