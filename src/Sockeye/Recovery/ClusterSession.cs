using System.Text.Json;

namespace Sockeye;

/// <summary>
/// The state of a disconnected socket that the backend keeps, so that its client can come back to this server or another one.
/// </summary>
/// <param name="PrivateId">The secret by which the client proves that the session is its own.</param>
/// <param name="SocketId">The id of the socket.</param>
/// <param name="Rooms">
/// The rooms that it was in, including the room of its user (<see cref="UserRoom"/>), as a Node server stores them.
/// </param>
/// <param name="Data">Its shared data.</param>
public sealed record ClusterSession(string PrivateId, string SocketId, IReadOnlyList<string> Rooms, JsonElement Data)
{
    /// <summary>
    /// The name of the user that the connection was authenticated as; <see langword="null"/> if it was not authenticated. Only that user
    /// gets the session.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>
    /// The position at which the session began, for a client that has seen no event; <see langword="null"/> if a Node server kept the
    /// session.
    /// </summary>
    public string? Start { get; init; }

    /// <summary>Returns the session without its secret, for logs.</summary>
    public override string ToString() => $"ClusterSession {{ SocketId = {SocketId} }}";
}
