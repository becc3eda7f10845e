using Sockeye.Arguments;

namespace Sockeye;

/// <content>What the namespace says to the other servers of the cluster, and asks them.</content>
public sealed partial class Namespace
{
    /// <summary>
    /// Sends an event to the <see cref="ServerSide"/> listeners of the other servers of the cluster. A <see cref="CancellationToken"/> as
    /// the last one is not an argument: if it is already cancelled, nothing is sent and the task is cancelled.
    /// </summary>
    public ValueTask ServerSideEmitAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        var packet = ServerSideEvents.ToArguments(this, eventName, args);
        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : Adapter.ServerSideEmitAsync(packet);
    }

    /// <summary>
    /// Sends an event to the other servers of the cluster and collects one answer from each. With a single server the result is empty, at
    /// once. A <see cref="CancellationToken"/> as the last one is not an argument: it stops the waiting. If it is already cancelled,
    /// nothing is sent.
    /// </summary>
    public Task<ClusterResult<EventArguments>> ServerSideEmitWithAckAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return ServerSideEmitWithAckAsync(eventName, args, null, cancellationToken);
    }

    /// <summary>Sends an event to the other servers of the cluster and collects one answer from each, with a time-out.</summary>
    public Task<ClusterResult<EventArguments>> ServerSideEmitWithAckAsync(
        string eventName, object?[] args, TimeSpan? timeout, CancellationToken cancellationToken = default)
    {
        var packet = ServerSideEvents.ToArguments(this, eventName, args);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<ClusterResult<EventArguments>>(cancellationToken)
            : Adapter.ServerSideEmitWithAckAsync(packet, timeout, cancellationToken);
    }

    /// <summary>Counts the servers of the cluster, including this one.</summary>
    public Task<int> ServerCountAsync(CancellationToken cancellationToken = default) => Adapter.ServerCountAsync(cancellationToken);

    /// <summary>
    /// Gets the names of all rooms of the namespace, each once, from all servers of the cluster that answer in time. The own rooms of
    /// sockets are among them. If a server does not answer, this does not throw: the result names that server.
    /// </summary>
    /// <remarks>
    /// Each server sends all its names. To find out about one room, <see cref="Emitter.CountAsync"/> of <c>To(room)</c> is much cheaper.
    /// </remarks>
    public Task<ClusterResult<string>> AllRoomsAsync(CancellationToken cancellationToken = default) => Adapter.AllRoomsAsync(cancellationToken);
}
