using System.Text.Json;

namespace Sockeye;

/// <summary>What of a disconnected socket is kept in the backend for its client to come back, to this server or another.</summary>
/// <param name="PrivateId">The secret by which the client is known again.</param>
/// <param name="SocketId">The id of the socket.</param>
/// <param name="Rooms">The rooms that it was in, that of its user (<see cref="UserRoom"/>) among them, as a Node server has it.</param>
/// <param name="Data">Its shared data.</param>
public sealed record ClusterSession(string PrivateId, string SocketId, IReadOnlyList<string> Rooms, JsonElement Data)
{
    /// <summary>Who the connection was authenticated as; none where it was not. Nobody else gets the session.</summary>
    public string? Owner { get; init; }

    /// <summary>The position at which it began, for a client that has seen no event; none where a server of Node's kept it.</summary>
    public string? Start { get; init; }

    /// <summary>The session without its secret, for logs.</summary>
    public override string ToString() => $"ClusterSession {{ SocketId = {SocketId} }}";
}
