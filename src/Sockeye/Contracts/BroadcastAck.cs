namespace Sockeye;

/// <summary>The answer of one recipient of a broadcast, with the type that the contract gives it.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
/// <param name="SocketId">The id of the socket that answered; <see langword="null"/> if another server's answer does not say.</param>
/// <param name="Value">The answer.</param>
public sealed record BroadcastAck<T>(string? SocketId, T Value);
