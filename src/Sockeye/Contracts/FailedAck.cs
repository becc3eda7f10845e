namespace Sockeye;

/// <summary>An answer to a broadcast that does not fit the contract.</summary>
/// <param name="SocketId">The id of the socket that answered; <see langword="null"/> if another server's answer does not say.</param>
/// <param name="Exception">
/// An <see cref="AnswerErrorException"/> if the client answered with an error, a <see cref="System.Text.Json.JsonException"/> if the answer
/// is of another type, or the exception that the type itself threw.
/// </param>
public sealed record FailedAck(string? SocketId, Exception Exception);
