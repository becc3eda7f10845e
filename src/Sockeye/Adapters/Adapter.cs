using System.Runtime.CompilerServices;
using Sockeye.Rooms;

namespace Sockeye;

/// <summary>
/// Carries broadcasts and queries of one namespace to their recipients: on this server, and in a cluster on the others. The local rooms are the
/// same for every adapter.
/// </summary>
/// <remarks>
/// Listeners of rooms are told of changes in their order and under no lock: they may change rooms themselves. An asynchronous one does not hold up the others. What a listener throws is
/// logged and counted.
/// </remarks>
public abstract class Adapter : IAsyncDisposable
{
    /// <summary>Makes the adapter of a namespace.</summary>
    protected Adapter(Namespace ns)
    {
        ArgumentNullException.ThrowIfNull(ns);
        Namespace = ns;
        Rooms = new RoomDirectory(ns.Table);
    }

    /// <summary>The namespace that it serves.</summary>
    public Namespace Namespace { get; }

    /// <summary>
    /// Whether it reaches the sockets of other servers. Records, presence, occupancy, history and permissions of rooms then need a room backend that the servers share,
    /// unless <c>RoomOptions.AllowUnshared</c> of Sockeye.Rooms says otherwise.
    /// </summary>
    /// <value><see langword="false"/> here; <see langword="true"/> for everything that derives from <see cref="ClusterAdapter"/>.</value>
    public virtual bool ReachesOtherServers => false;

    /// <summary>The rooms of this server.</summary>
    public RoomDirectory Rooms { get; }

    private RoomEvents Events => Namespace.Table.Events;

    /// <summary>Listens to rooms that get their first member on this server (the reference's <c>create-room</c>).</summary>
    public Adapter OnRoomCreated(Action<string> listener)
    {
        Events.RoomCreated.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnRoomCreated(Action{string})"/>
    public Adapter OnRoomCreated(Func<string, Task> listener)
    {
        Events.RoomCreated.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnRoomCreated(Action{string})"/>
    [OverloadResolutionPriority(1)]
    public Adapter OnRoomCreated(Func<string, ValueTask> listener)
    {
        Events.RoomCreated.Add(listener);
        return this;
    }

    /// <summary>Removes a listener of <c>OnRoomCreated</c>.</summary>
    public Adapter OffRoomCreated(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Events.RoomCreated.Remove(listener);
        return this;
    }

    /// <summary>Listens to rooms that the last member on this server has left (<c>delete-room</c>).</summary>
    public Adapter OnRoomDeleted(Action<string> listener)
    {
        Events.RoomDeleted.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnRoomDeleted(Action{string})"/>
    public Adapter OnRoomDeleted(Func<string, Task> listener)
    {
        Events.RoomDeleted.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnRoomDeleted(Action{string})"/>
    [OverloadResolutionPriority(1)]
    public Adapter OnRoomDeleted(Func<string, ValueTask> listener)
    {
        Events.RoomDeleted.Add(listener);
        return this;
    }

    /// <summary>Removes a listener of <c>OnRoomDeleted</c>.</summary>
    public Adapter OffRoomDeleted(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Events.RoomDeleted.Remove(listener);
        return this;
    }

    /// <summary>Listens to sockets of this server that join rooms (<c>join-room</c>): room, socket id.</summary>
    public Adapter OnRoomJoined(Action<string, string> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Events.RoomJoined.Add(listener, change =>
        {
            listener(change.Room, change.SocketId);
            return default;
        });
        return this;
    }

    /// <inheritdoc cref="OnRoomJoined(Action{string, string})"/>
    public Adapter OnRoomJoined(Func<string, string, Task> listener)
    {
        Events.RoomJoined.Add(listener, change => new ValueTask(listener(change.Room, change.SocketId)));
        return this;
    }

    /// <inheritdoc cref="OnRoomJoined(Action{string, string})"/>
    [OverloadResolutionPriority(1)]
    public Adapter OnRoomJoined(Func<string, string, ValueTask> listener)
    {
        Events.RoomJoined.Add(listener, change => listener(change.Room, change.SocketId));
        return this;
    }

    /// <summary>Removes a listener.</summary>
    public Adapter OffRoomJoined(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Events.RoomJoined.Remove(listener);
        return this;
    }

    /// <summary>Listens to sockets of this server that leave rooms (<c>leave-room</c>): room, socket id.</summary>
    public Adapter OnRoomLeft(Action<string, string> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Events.RoomLeft.Add(listener, change =>
        {
            listener(change.Room, change.SocketId);
            return default;
        });
        return this;
    }

    /// <inheritdoc cref="OnRoomLeft(Action{string, string})"/>
    public Adapter OnRoomLeft(Func<string, string, Task> listener)
    {
        Events.RoomLeft.Add(listener, change => new ValueTask(listener(change.Room, change.SocketId)));
        return this;
    }

    /// <inheritdoc cref="OnRoomLeft(Action{string, string})"/>
    [OverloadResolutionPriority(1)]
    public Adapter OnRoomLeft(Func<string, string, ValueTask> listener)
    {
        Events.RoomLeft.Add(listener, change => listener(change.Room, change.SocketId));
        return this;
    }

    /// <summary>Removes a listener.</summary>
    public Adapter OffRoomLeft(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Events.RoomLeft.Remove(listener);
        return this;
    }

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
    public virtual ValueTask WhenJoinedAsync(string room) => default;

    /// <summary>
    /// The room of a user (<see cref="UserRoom"/>) has its first member on this server, or has lost its last one: listeners of rooms do not hear of these. It returns soon. What
    /// <see cref="Rooms"/> says holds, in whatever order this is called.
    /// </summary>
    /// <param name="room">The name of the room.</param>
    protected internal virtual void OnUserRoomChanged(string room)
    {
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
