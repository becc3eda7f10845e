namespace Sockeye;

/// <summary>
/// Carries messages between the servers of a cluster, and between servers and processes that ask them. Messages may be lost while the
/// backend is not reachable, but they are never changed. The messages of one server arrive in the order in which it has sent them.
/// </summary>
public abstract class RoomChannel
{
    /// <summary>
    /// Begins to listen. It is called once. The task must not fail. It completes when this server can receive from the others, or when it
    /// is clear that this will not be possible soon.
    /// </summary>
    /// <param name="serverId">The id of this server or process, which no other one has.</param>
    /// <param name="onMessage">
    /// Called with each message for all servers or for this one, including messages of this server itself. It does not throw.
    /// </param>
    public abstract Task StartAsync(string serverId, Action<ReadOnlyMemory<byte>> onMessage);

    /// <summary>Sends a message to all servers, or to one of them.</summary>
    /// <exception cref="ClusterPublishException">The backend has not taken the message.</exception>
    public abstract ValueTask PublishAsync(ReadOnlyMemory<byte> message, string? toServer);
}
