namespace Sockeye;

/// <summary>
/// Carries broadcasts and queries of one namespace to their recipients: on this server, and in a cluster on the others. The local rooms are the
/// same for every adapter.
/// </summary>
public abstract class Adapter : IAsyncDisposable
{
    /// <summary>Makes the adapter of a namespace.</summary>
    protected Adapter(Namespace ns)
    {
        ArgumentNullException.ThrowIfNull(ns);
        Namespace = ns;
        Rooms = new RoomDirectory(ns.Table);
    }

    /// <summary>A room has got its first member on this server (the reference's <c>create-room</c>).</summary>
    public event Action<string> RoomCreated
    {
        add => Namespace.Table.Events.RoomCreated += value;
        remove => Namespace.Table.Events.RoomCreated -= value;
    }

    /// <summary>The last member on this server has left a room (<c>delete-room</c>).</summary>
    public event Action<string> RoomDeleted
    {
        add => Namespace.Table.Events.RoomDeleted += value;
        remove => Namespace.Table.Events.RoomDeleted -= value;
    }

    /// <summary>A socket of this server has joined a room (<c>join-room</c>): room, socket id.</summary>
    public event Action<string, string> RoomJoined
    {
        add => Namespace.Table.Events.RoomJoined += value;
        remove => Namespace.Table.Events.RoomJoined -= value;
    }

    /// <summary>A socket of this server has left a room (<c>leave-room</c>): room, socket id.</summary>
    public event Action<string, string> RoomLeft
    {
        add => Namespace.Table.Events.RoomLeft += value;
        remove => Namespace.Table.Events.RoomLeft -= value;
    }

    /// <summary>The namespace that it serves.</summary>
    public Namespace Namespace { get; }

    /// <summary>The rooms of this server.</summary>
    public RoomDirectory Rooms { get; }

    /// <summary>Whether a broadcast could reach anybody. Where it cannot, nothing is encoded.</summary>
    public abstract bool MayHaveTargets(BroadcastOptions options);

    /// <summary>Sends an event to the chosen sockets.</summary>
    public abstract ValueTask BroadcastAsync(EventPacket packet, BroadcastOptions options);

    /// <summary>Sends an event to the chosen sockets and collects their acknowledgements.</summary>
    public abstract Task<BroadcastAcks> BroadcastWithAckAsync(EventPacket packet, BroadcastOptions options, CancellationToken cancellationToken);

    /// <summary>The chosen sockets, of the servers that answered.</summary>
    public abstract Task<ClusterResult<RemoteSocket>> FetchSocketsAsync(BroadcastOptions options, CancellationToken cancellationToken);

    /// <summary>How many sockets are chosen, on the servers that answered.</summary>
    public abstract Task<ClusterCount> CountAsync(BroadcastOptions options, CancellationToken cancellationToken);

    /// <summary>The names of all rooms, each once, on the servers that answered (the reference's <c>allRooms</c>).</summary>
    public abstract Task<ClusterResult<string>> AllRoomsAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets the chosen sockets join rooms.</summary>
    public abstract ValueTask AddSocketsAsync(BroadcastOptions options, IReadOnlyList<string> rooms);

    /// <summary>Lets the chosen sockets leave rooms.</summary>
    public abstract ValueTask RemoveSocketsAsync(BroadcastOptions options, IReadOnlyList<string> rooms);

    /// <summary>Disconnects the chosen sockets.</summary>
    public abstract ValueTask DisconnectSocketsAsync(BroadcastOptions options, bool close);

    /// <summary>Sends an event to the other servers of the cluster.</summary>
    public abstract ValueTask ServerSideEmitAsync(EventArguments packet);

    /// <summary>Sends an event to the other servers of the cluster and collects one answer of each.</summary>
    public abstract Task<ClusterResult<EventArguments>> ServerSideEmitWithAckAsync(EventArguments packet, TimeSpan? timeout, CancellationToken cancellationToken);

    /// <summary>How many servers the cluster has, this one included.</summary>
    public abstract Task<int> ServerCountAsync(CancellationToken cancellationToken = default);

    /// <summary>The namespace is complete: what comes from other servers may be handed to it from now on. Called once.</summary>
    protected internal virtual void Start()
    {
    }

    /// <summary>Completes when this server hears what others send to the namespace, or when it is clear that it will not soon. Clients are let in then.</summary>
    protected internal virtual ValueTask WhenReadyAsync() => default;

    /// <summary>Completes when this server hears what others send to a room that a socket has just joined, or when it is clear that it will not soon.</summary>
    protected internal virtual ValueTask WhenJoinedAsync(string room) => default;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
