using Sockeye.Broadcasting;
using Sockeye.Rooms;

namespace Sockeye;

/// <summary>The adapter for a single server: it serves only the sockets of this server. Adapters for clusters derive from it.</summary>
public class InMemoryAdapter : Adapter
{
    /// <summary>Creates the adapter of a namespace.</summary>
    public InMemoryAdapter(Namespace ns)
        : base(ns)
    {
    }

    /// <inheritdoc/>
    public override bool MayHaveTargets(BroadcastOptions options) => Namespace.Delivery.KeepsEvents || RoomWalk.Any(Namespace.Table, options);

    /// <inheritdoc/>
    public override ValueTask BroadcastAsync(EventPacket packet, BroadcastOptions options)
    {
        BroadcastLocally(packet, options);
        return default;
    }

    /// <inheritdoc/>
    public override Task<BroadcastAcks> BroadcastWithAckAsync(EventPacket packet, BroadcastOptions options, CancellationToken cancellationToken) =>
        BroadcastWithAckLocally(packet, options, null, cancellationToken);

    /// <inheritdoc/>
    public override Task<ClusterResult<RemoteSocket>> FetchSocketsAsync(BroadcastOptions options, CancellationToken cancellationToken) =>
        Task.FromResult(new ClusterResult<RemoteSocket>([.. LocalSockets(options).Select(static socket => new RemoteSocket(socket))]));

    /// <inheritdoc/>
    public override Task<ClusterCount> CountAsync(BroadcastOptions options, CancellationToken cancellationToken) =>
        Task.FromResult(new ClusterCount(CountLocally(options), []));

    /// <inheritdoc/>
    public override Task<ClusterResult<string>> AllRoomsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(new ClusterResult<string>([.. Rooms.Select(static room => room.Name)]));

    /// <inheritdoc/>
    public override ValueTask AddSocketsAsync(BroadcastOptions options, IReadOnlyList<string> rooms)
    {
        foreach (var socket in LocalSockets(options))
        {
            Namespace.Table.Join(socket, rooms);
        }

        return default;
    }

    /// <inheritdoc/>
    public override ValueTask RemoveSocketsAsync(BroadcastOptions options, IReadOnlyList<string> rooms)
    {
        foreach (var socket in LocalSockets(options))
        {
            foreach (var room in rooms)
            {
                Namespace.Table.Leave(socket, room);
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public override ValueTask DisconnectSocketsAsync(BroadcastOptions options, bool close)
    {
        foreach (var socket in LocalSockets(options))
        {
            socket.Disconnect(close, options.DisconnectReason);
        }

        return default;
    }

    /// <inheritdoc/>
    /// <remarks>There is no other server, so nothing happens.</remarks>
    public override ValueTask ServerSideEmitAsync(EventArguments packet) => default;

    /// <inheritdoc/>
    /// <remarks>There is no other server, so the result is an empty list, at once. The Node server never answers in this case.</remarks>
    public override Task<ClusterResult<EventArguments>> ServerSideEmitWithAckAsync(EventArguments packet, TimeSpan? timeout, CancellationToken cancellationToken) =>
        Task.FromResult(new ClusterResult<EventArguments>([]));

    /// <inheritdoc/>
    public override Task<int> ServerCountAsync(CancellationToken cancellationToken = default) => Task.FromResult(1);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>Sends an event to the chosen sockets of this server.</summary>
    protected internal void BroadcastLocally(EventPacket packet, BroadcastOptions options)
    {
        var visitor = new SendVisitor(packet, options.Flags);
        RoomWalk.Visit(Namespace.Table, options, ref visitor);
    }

    /// <summary>Sends an event that is in the log of events to the chosen sockets.</summary>
    /// <returns>The recipients that have listeners for outgoing events, if any.</returns>
    internal List<Socket>? BroadcastKept(EventPacket packet, BroadcastOptions options, long position)
    {
        var visitor = new KeptVisitor(packet, options.Flags, position);
        RoomWalk.Visit(Namespace.Table, options, ref visitor);
        return visitor.Listening;
    }

    /// <summary>The chosen sockets of this server.</summary>
    protected IReadOnlyList<Socket> LocalSockets(BroadcastOptions options)
    {
        var visitor = new CollectVisitor([]);
        RoomWalk.Visit(Namespace.Table, options, ref visitor);
        return visitor.Sockets;
    }

    /// <summary>Counts the chosen sockets of this server.</summary>
    protected int CountLocally(BroadcastOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Except.Count == 0 && options.Rooms.Count <= 1)
        {
            return options.Rooms.Count == 0 ? Namespace.Table.ConnectedCount : Rooms.MemberCount(options.Rooms[0]);
        }

        var visitor = new CollectVisitor([]);
        RoomWalk.Visit(Namespace.Table, options, ref visitor);
        return visitor.Sockets.Count;
    }

    private protected Task<BroadcastAcks> BroadcastWithAckLocally(
        EventPacket packet, BroadcastOptions options, IBroadcastAckObserver? observer, CancellationToken cancellationToken)
    {
        var visitor = new CollectVisitor([]);
        RoomWalk.Visit(Namespace.Table, options, ref visitor);
        var collector = new BroadcastAckCollector(Namespace, packet.Id, visitor.Sockets, observer);
        return collector.RunAsync(packet, options.Flags, cancellationToken);
    }

    private readonly struct SendVisitor(EventPacket packet, BroadcastFlags flags) : ITargetVisitor
    {
        public void Visit(Socket socket) => socket.SendEvent(packet, flags);
    }

    private struct KeptVisitor(EventPacket packet, BroadcastFlags flags, long position) : ITargetVisitor
    {
        private List<Socket>? _listening;

        public readonly List<Socket>? Listening => _listening;

        public void Visit(Socket socket) => socket.SendKept(packet, flags, position, ref _listening);
    }

    private readonly struct CollectVisitor(List<Socket> sockets) : ITargetVisitor
    {
        public List<Socket> Sockets { get; } = sockets;

        public void Visit(Socket socket) => Sockets.Add(socket);
    }
}
