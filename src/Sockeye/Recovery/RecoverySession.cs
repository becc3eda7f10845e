namespace Sockeye;

/// <summary>The state of a disconnected socket that is kept so that its client can come back.</summary>
/// <param name="PrivateId">The secret by which the client proves that the session is its own. Do not show it to other clients.</param>
/// <param name="SocketId">The id of the socket.</param>
/// <param name="Rooms">The rooms that it was in.</param>
/// <param name="Data">Its shared data.</param>
/// <param name="Start">The position in the log of events at which the session began.</param>
public sealed record RecoverySession(string PrivateId, string SocketId, IReadOnlyList<string> Rooms, SocketData Data, long Start)
{
    /// <summary>The position of the last event that was sent to the socket.</summary>
    internal long Sent { get; init; }

    /// <summary>The position in the log at which the session ended. Later events were not sent to it.</summary>
    internal long End { get; init; }

    /// <summary>
    /// The name of the user that the connection was authenticated as; <see langword="null"/> if it was not authenticated. Only that user
    /// gets the session.
    /// </summary>
    internal string? Owner { get; init; }

    /// <summary>
    /// The room of the user that the socket belonged to; <see langword="null"/> if that user had no id. Only that user gets the session.
    /// </summary>
    internal string? UserRoom { get; init; }

    /// <summary>Whether the socket was in any of these rooms.</summary>
    internal bool IsInAny(IReadOnlyList<string> rooms) => rooms.Any(room => room == UserRoom || Rooms.Contains(room));

    /// <summary>Returns the session without its secret, for logs.</summary>
    public override string ToString() => $"RecoverySession {{ SocketId = {SocketId} }}";
}
