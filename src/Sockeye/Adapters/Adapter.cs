using System.Runtime.CompilerServices;
using Sockeye.Rooms;

namespace Sockeye;

/// <summary>
/// Carries broadcasts and queries of one namespace to their recipients: the sockets of this server, and in a cluster those of the other
/// servers. The rooms of this server are kept in the same way for every adapter.
/// </summary>
/// <remarks>
/// Listeners for rooms hear of changes in order and under no lock, so they may change rooms themselves. The adapter does not wait for an
/// asynchronous listener. An exception in a listener is logged and counted.
/// </remarks>
public abstract class Adapter : IAsyncDisposable
{
    /// <summary>Creates the adapter of a namespace.</summary>
    protected Adapter(Namespace ns)
    {
        ArgumentNullException.ThrowIfNull(ns);
        Namespace = ns;
        Rooms = new RoomDirectory(ns.Table);
    }

    /// <summary>The namespace that this adapter serves.</summary>
    public Namespace Namespace { get; }

    /// <summary>
    /// Whether this adapter reaches the sockets of other servers. If it does, records, presence, occupancy, history and permissions of
    /// rooms need a room backend that the servers share, unless <c>RoomOptions.AllowUnshared</c> of Sockeye.Rooms is set.
    /// </summary>
    /// <value><see langword="false"/> here; <see langword="true"/> for every <see cref="ClusterAdapter"/>.</value>
    public virtual bool ReachesOtherServers => false;

    /// <summary>The rooms of this server.</summary>
    public RoomDirectory Rooms { get; }

    private RoomEvents Events => Namespace.Table.Events;

    /// <summary>
    /// Adds a listener for rooms that get their first member on this server (<c>create-room</c> in Node). It gets the name of the room.
    /// </summary>
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

    /// <summary>Removes a listener that you have added with <c>OnRoomCreated</c>.</summary>
    public Adapter OffRoomCreated(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Events.RoomCreated.Remove(listener);
        return this;
    }

    /// <summary>
    /// Adds a listener for rooms that lose their last member on this server (<c>delete-room</c> in Node). It gets the name of the room.
    /// </summary>
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

    /// <summary>Removes a listener that you have added with <c>OnRoomDeleted</c>.</summary>
    public Adapter OffRoomDeleted(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Events.RoomDeleted.Remove(listener);
        return this;
    }

    /// <summary>
    /// Adds a listener for sockets of this server that join a room (<c>join-room</c> in Node). It gets the name of the room and the id of
    /// the socket.
    /// </summary>
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

    /// <summary>Removes a listener that you have added with <c>OnRoomJoined</c>.</summary>
    public Adapter OffRoomJoined(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Events.RoomJoined.Remove(listener);
        return this;
    }

    /// <summary>
    /// Adds a listener for sockets of this server that leave a room (<c>leave-room</c> in Node). It gets the name of the room and the id of
    /// the socket.
    /// </summary>
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

    /// <summary>Removes a listener that you have added with <c>OnRoomLeft</c>.</summary>
    public Adapter OffRoomLeft(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Events.RoomLeft.Remove(listener);
        return this;
    }

    /// <summary>Whether a broadcast may have a recipient. If not, nothing is encoded.</summary>
    public abstract bool MayHaveTargets(BroadcastOptions options);

    /// <summary>Sends an event to the chosen sockets.</summary>
    public abstract ValueTask BroadcastAsync(EventPacket packet, BroadcastOptions options);

    /// <summary>Sends an event to the chosen sockets and collects their acknowledgements.</summary>
    public abstract Task<BroadcastAcks> BroadcastWithAckAsync(EventPacket packet, BroadcastOptions options, CancellationToken cancellationToken);

    /// <summary>Gets the chosen sockets from all servers that answer in time.</summary>
    public abstract Task<ClusterResult<RemoteSocket>> FetchSocketsAsync(BroadcastOptions options, CancellationToken cancellationToken);

    /// <summary>Counts the chosen sockets on all servers that answer in time.</summary>
    public abstract Task<ClusterCount> CountAsync(BroadcastOptions options, CancellationToken cancellationToken);

    /// <summary>Gets the names of all rooms, each once, from all servers that answer in time (<c>allRooms</c> in Node).</summary>
    public abstract Task<ClusterResult<string>> AllRoomsAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds the chosen sockets to rooms.</summary>
    public abstract ValueTask AddSocketsAsync(BroadcastOptions options, IReadOnlyList<string> rooms);

    /// <summary>Removes the chosen sockets from rooms.</summary>
    public abstract ValueTask RemoveSocketsAsync(BroadcastOptions options, IReadOnlyList<string> rooms);

    /// <summary>Disconnects the chosen sockets.</summary>
    public abstract ValueTask DisconnectSocketsAsync(BroadcastOptions options, bool close);

    /// <summary>Sends an event to the other servers of the cluster.</summary>
    public abstract ValueTask ServerSideEmitAsync(EventArguments packet);

    /// <summary>Sends an event to the other servers of the cluster and collects one answer from each.</summary>
    public abstract Task<ClusterResult<EventArguments>> ServerSideEmitWithAckAsync(EventArguments packet, TimeSpan? timeout, CancellationToken cancellationToken);

    /// <summary>Counts the servers of the cluster, including this one.</summary>
    public abstract Task<int> ServerCountAsync(CancellationToken cancellationToken = default);

    /// <summary>Called once, when the namespace is complete. From now on the adapter may hand over messages of other servers.</summary>
    protected internal virtual void Start()
    {
    }

    /// <summary>
    /// Completes when this server receives what others send to the namespace, or when it is clear that it will not soon. Clients are let in
    /// after that.
    /// </summary>
    protected internal virtual ValueTask WhenReadyAsync() => default;

    /// <summary>
    /// Completes when this server receives what others send to a room that a socket has just joined, or when it is clear that it will not
    /// soon.
    /// </summary>
    public virtual ValueTask WhenJoinedAsync(string room) => default;

    /// <summary>
    /// Called when the room of a user (<see cref="UserRoom"/>) gets its first member on this server or loses its last one. Listeners for
    /// rooms are not called for these rooms. An override must return soon. Calls may come out of order, so read the present state from
    /// <see cref="Rooms"/>.
    /// </summary>
    /// <param name="room">The name of the room.</param>
    protected internal virtual void OnUserRoomChanged(string room)
    {
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
