namespace Sockeye;

/// <summary>What of a disconnected socket is kept for its client to come back.</summary>
/// <param name="PrivateId">The secret by which the client is known again. Never show it to others.</param>
/// <param name="SocketId">The id of the socket.</param>
/// <param name="Rooms">The rooms that it was in.</param>
/// <param name="Data">Its shared data.</param>
/// <param name="Start">The position in the log of events at which the session began.</param>
public sealed record RecoverySession(string PrivateId, string SocketId, IReadOnlyList<string> Rooms, SocketData Data, long Start)
{
    /// <summary>The position of the last event that was sent to the socket.</summary>
    internal long Sent { get; init; }

    /// <summary>The position in the log at which the session ended: what came later was not sent to it.</summary>
    internal long End { get; init; }

    /// <summary>Who the connection was authenticated as; none where it was not. Nobody else gets the session.</summary>
    internal string? Owner { get; init; }

    /// <summary>The room of the user that the socket belonged to; none if that had no id. Nobody else gets the session.</summary>
    internal string? UserRoom { get; init; }

    /// <summary>Whether the socket was in one of some rooms.</summary>
    internal bool IsInAny(IReadOnlyList<string> rooms) => rooms.Any(room => room == UserRoom || Rooms.Contains(room));

    /// <summary>The session without its secret, for logs.</summary>
    public override string ToString() => $"RecoverySession {{ SocketId = {SocketId} }}";
}
