namespace Sockeye;

/// <summary>The answer of one recipient of a broadcast, as the contract has it.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
/// <param name="SocketId">Who answered; <see langword="null"/> if another server's answer does not say.</param>
/// <param name="Value">What it answered.</param>
public sealed record BroadcastAck<T>(string? SocketId, T Value);
