using Sockeye.Rooms;

namespace Sockeye;

/// <summary>
/// Something that you can send to: a server (its main namespace), a namespace, the namespaces of a pattern, or a selection of sockets.
/// Every step returns a new <see cref="BroadcastOperator"/> and does not change the old one.
/// </summary>
public abstract partial class Emitter
{
    private protected Emitter()
    {
    }

    /// <summary>Leaves out the sockets of other servers of the cluster.</summary>
    public BroadcastOperator Local => With(static flags => flags with { Local = true });

    /// <summary>Drops the event for recipients whose transport cannot take it right now.</summary>
    public BroadcastOperator Volatile => With(static flags => flags with { Volatile = true });

    /// <summary>
    /// Fails with a <see cref="ClusterPublishException"/> if the event cannot be published to the other servers of the cluster. The sockets
    /// of this server get it all the same. Without this flag such a failure is a warning in the log, a metric and a part of the health
    /// check. <see cref="ClusterAdapterOptions.ThrowIfUnpublished"/> sets it for every call.
    /// </summary>
    public BroadcastOperator Published => With(static flags => flags with { Published = true });

    private protected abstract BroadcastOperator Target { get; }

    /// <summary>
    /// Selects the members of a room. If you call it again, the selection has the members of all the rooms. Each member receives the event
    /// once.
    /// </summary>
    /// <exception cref="EventRefusedException">
    /// The name is reserved (<see cref="UserRoom"/>). To send to a user, call <see cref="User"/>.
    /// </exception>
    public BroadcastOperator To(string room) => Target.AddRooms([RoomNames.Free(room)]);

    /// <summary>Selects the members of any of the rooms. Each member receives the event once.</summary>
    /// <inheritdoc cref="To(string)" path="/exception"/>
    public BroadcastOperator To(params IEnumerable<string> rooms) => Target.AddRooms(RoomNames.Free(rooms));

    /// <summary>Selects all sockets of a user, on all servers of the cluster.</summary>
    /// <param name="userId">The id of the user, as <see cref="SocketIOOptions.UserId"/> makes it from <see cref="Socket.User"/>.</param>
    /// <exception cref="InvalidOperationException"><see cref="SocketIOOptions.UserId"/> is not set, so users have no ids.</exception>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public BroadcastOperator User(string userId) => Users([userId]);

    /// <summary>Selects the sockets of any of the users.</summary>
    /// <inheritdoc cref="User"/>
    /// <param name="userIds">The ids of the users.</param>
    public BroadcastOperator Users(params IEnumerable<string> userIds)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        var target = Target;
        target.Namespace.Server.RequireUserIds();
        string[] rooms = [.. userIds.Select(UserRoom.Of)];

        // No room at all would mean everyone. The room without a user id has no members.
        return target.AddRooms(rooms.Length > 0 ? rooms : [UserRoom.Prefix]);
    }

    /// <summary>The same as <see cref="To(string)"/>.</summary>
    public BroadcastOperator In(string room) => To(room);

    /// <summary>The same as <see cref="To(IEnumerable{string})"/>.</summary>
    public BroadcastOperator In(params IEnumerable<string> rooms) => To(rooms);

    /// <summary>
    /// Leaves out the members of a room. The id of a socket is a room with that socket alone. This wins over <see cref="To(string)"/>.
    /// </summary>
    public BroadcastOperator Except(string room) => Target.AddExcept([RoomNames.Known(room)]);

    /// <summary>Leaves out the members of all these rooms.</summary>
    public BroadcastOperator Except(params IEnumerable<string> rooms) => Target.AddExcept([.. rooms.Select(RoomNames.Known)]);

    /// <summary>Sets whether the event may be compressed.</summary>
    public BroadcastOperator Compress(bool compress) => With(flags => flags with { Compress = compress });

    /// <summary>Sets how long to wait for acknowledgements.</summary>
    public BroadcastOperator Timeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return With(flags => flags with { Timeout = timeout });
    }

    /// <summary>
    /// Gets the chosen sockets of all servers of the cluster that answer in time. If a server does not answer, this does not throw: the
    /// result names that server.
    /// </summary>
    public Task<ClusterResult<RemoteSocket>> FetchSocketsAsync(CancellationToken cancellationToken = default) => Target.FetchAsync(cancellationToken);

    /// <summary>
    /// Counts the chosen sockets on all servers of the cluster that answer in time. Each server sends a number and not its sockets, so this
    /// is much cheaper than <see cref="FetchSocketsAsync"/>.
    /// </summary>
    public Task<ClusterCount> CountAsync(CancellationToken cancellationToken = default) => Target.CountThemAsync(cancellationToken);

    /// <summary>Adds the chosen sockets to rooms, on all servers of the cluster.</summary>
    /// <exception cref="EventRefusedException">A name is reserved (<see cref="UserRoom"/>).</exception>
    public ValueTask SocketsJoinAsync(params IEnumerable<string> rooms)
    {
        var target = Target;
        var names = RoomNames.Free(rooms);
        return target.ActAsync(adapter => adapter.AddSocketsAsync(target.Options, names));
    }

    /// <summary>Removes the chosen sockets from rooms, on all servers of the cluster.</summary>
    /// <exception cref="EventRefusedException">A name is reserved (<see cref="UserRoom"/>).</exception>
    public ValueTask SocketsLeaveAsync(params IEnumerable<string> rooms)
    {
        var target = Target;
        var names = RoomNames.Free(rooms);
        return target.ActAsync(adapter => adapter.RemoveSocketsAsync(target.Options, names));
    }

    /// <summary>Disconnects the chosen sockets, on all servers of the cluster.</summary>
    /// <param name="close">Whether to close the whole connection. If not, the sockets only leave the namespace.</param>
    /// <param name="reason">The reason that clients get; see <see cref="Socket.Disconnect"/>.</param>
    public ValueTask DisconnectSocketsAsync(bool close = false, string? reason = null)
    {
        var target = Target;
        var options = reason is null ? target.Options : target.Options with { DisconnectReason = reason };
        return target.ActAsync(adapter => adapter.DisconnectSocketsAsync(options, close));
    }

    /// <summary>
    /// Gets the same sockets by a contract: you call the methods of an interface to send its events. The source generator of the package
    /// implements them.
    /// </summary>
    /// <typeparam name="T">
    /// The interface, whose methods are the events that clients get. Write the interface itself here, not a type parameter.
    /// </typeparam>
    public ClientsOf<T> Clients<T>()
        where T : class => new(this);

    private BroadcastOperator With(Func<BroadcastFlags, BroadcastFlags> change) => Target.WithFlags(change);
}
