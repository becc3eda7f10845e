namespace Sockeye;

/// <summary>The answer of one recipient of a broadcast that is not what the contract says.</summary>
/// <param name="SocketId">Who answered; <see langword="null"/> if another server's answer does not say.</param>
/// <param name="Exception">An <see cref="AnswerErrorException"/> if the client has answered with an error, a <see cref="System.Text.Json.JsonException"/> if its answer is of another type, or what the type itself throws at it.</param>
public sealed record FailedAck(string? SocketId, Exception Exception);
