namespace Sockeye;

/// <summary>
/// Carries messages between the servers of a cluster, and to and from processes that ask them. They may be lost while the engine is away, never changed, and those of one server come in the order in which it
/// sent them.
/// </summary>
public abstract class RoomChannel
{
    /// <summary>Begins to listen. Called once. The task completes when this server is heard by the others, or when it is clear that it will not be soon; it does not fail.</summary>
    /// <param name="serverId">The id of this server, or of this process. Nothing else has it.</param>
    /// <param name="onMessage">Called with each message for all servers or for this one, this server's own among them. It does not throw.</param>
    public abstract Task StartAsync(string serverId, Action<ReadOnlyMemory<byte>> onMessage);

    /// <summary>Sends a message to all servers, or to one.</summary>
    /// <exception cref="ClusterPublishException">The engine did not take it.</exception>
    public abstract ValueTask PublishAsync(ReadOnlyMemory<byte> message, string? toServer);
}
