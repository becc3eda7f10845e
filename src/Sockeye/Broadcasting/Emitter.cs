using Sockeye.Rooms;

namespace Sockeye;

/// <summary>
/// What can be sent to: a server (its main namespace), a namespace, the namespaces of a pattern, or a narrowed choice of sockets. Every step gives a new
/// <see cref="BroadcastOperator"/> and leaves the old one as it was.
/// </summary>
public abstract partial class Emitter
{
    private protected Emitter()
    {
    }

    /// <summary>Leaves out sockets of other servers of the cluster.</summary>
    public BroadcastOperator Local => With(static flags => flags with { Local = true });

    /// <summary>Leaves out, for each send, the recipients whose transport cannot take it right now.</summary>
    public BroadcastOperator Volatile => With(static flags => flags with { Volatile = true });

    /// <summary>
    /// Fails with a <see cref="ClusterPublishException"/> if the other servers of the cluster cannot be told, after the sockets of this server have been served. Otherwise that is a warning
    /// in the log, a metric and the health check's. <see cref="ClusterAdapterOptions.ThrowIfUnpublished"/> makes it the rule.
    /// </summary>
    public BroadcastOperator Published => With(static flags => flags with { Published = true });

    private protected abstract BroadcastOperator Target { get; }

    /// <summary>Narrows to the members of a room; called again, to the members of either. Each member receives once.</summary>
    /// <exception cref="EventRefusedException">The name is reserved (<see cref="UserRoom"/>): <see cref="User"/> sends to a user.</exception>
    public BroadcastOperator To(string room) => Target.AddRooms([RoomNames.Free(room)]);

    /// <summary>Narrows to the members of any of the rooms. Each member receives once.</summary>
    /// <inheritdoc cref="To(string)" path="/exception"/>
    public BroadcastOperator To(params IEnumerable<string> rooms) => Target.AddRooms(RoomNames.Free(rooms));

    /// <summary>Narrows to the sockets of a user, on all servers of the cluster: as a room that the sockets are in as long as they belong to the user.</summary>
    /// <param name="userId">The id, as <see cref="SocketIOOptions.UserId"/> makes it of the sockets' <see cref="Socket.User"/>.</param>
    /// <exception cref="InvalidOperationException">Users have no ids: the option is not set.</exception>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    public BroadcastOperator User(string userId) => Users([userId]);

    /// <summary>Narrows to the sockets of any of the users.</summary>
    /// <inheritdoc cref="User"/>
    /// <param name="userIds">The ids.</param>
    public BroadcastOperator Users(params IEnumerable<string> userIds)
    {
        ArgumentNullException.ThrowIfNull(userIds);
        var target = Target;
        target.Namespace.Server.RequireUserIds();
        string[] rooms = [.. userIds.Select(UserRoom.Of)];

        // No room at all would mean everybody. Nobody is in the room of nobody.
        return target.AddRooms(rooms.Length > 0 ? rooms : [UserRoom.Prefix]);
    }

    /// <summary>The same as <see cref="To(string)"/>.</summary>
    public BroadcastOperator In(string room) => To(room);

    /// <summary>The same as <see cref="To(IEnumerable{string})"/>.</summary>
    public BroadcastOperator In(params IEnumerable<string> rooms) => To(rooms);

    /// <summary>Leaves out the members of a room; a socket's id is a room with that socket. Stronger than <see cref="To(string)"/>.</summary>
    public BroadcastOperator Except(string room) => Target.AddExcept([RoomNames.Known(room)]);

    /// <summary>Leaves out the members of all the rooms.</summary>
    public BroadcastOperator Except(params IEnumerable<string> rooms) => Target.AddExcept([.. rooms.Select(RoomNames.Known)]);

    /// <summary>Says whether what is sent may be compressed.</summary>
    public BroadcastOperator Compress(bool compress) => With(flags => flags with { Compress = compress });

    /// <summary>Says how long to wait for acknowledgements.</summary>
    public BroadcastOperator Timeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return With(flags => flags with { Timeout = timeout });
    }

    /// <summary>The chosen sockets, on all servers of the cluster that answer in time. It does not throw where one does not: the result names it.</summary>
    public Task<ClusterResult<RemoteSocket>> FetchSocketsAsync(CancellationToken cancellationToken = default) => Target.FetchAsync(cancellationToken);

    /// <summary>
    /// How many sockets are chosen, on all servers of the cluster that answer in time. Each server sends a number, not its sockets: much cheaper than
    /// <see cref="FetchSocketsAsync"/>.
    /// </summary>
    public Task<ClusterCount> CountAsync(CancellationToken cancellationToken = default) => Target.CountThemAsync(cancellationToken);

    /// <summary>Lets the chosen sockets join rooms, on all servers of the cluster.</summary>
    /// <exception cref="EventRefusedException">A name is reserved (<see cref="UserRoom"/>).</exception>
    public ValueTask SocketsJoinAsync(params IEnumerable<string> rooms)
    {
        var target = Target;
        var names = RoomNames.Free(rooms);
        return target.ActAsync(adapter => adapter.AddSocketsAsync(target.Options, names));
    }

    /// <summary>Lets the chosen sockets leave rooms, on all servers of the cluster.</summary>
    /// <exception cref="EventRefusedException">A name is reserved (<see cref="UserRoom"/>).</exception>
    public ValueTask SocketsLeaveAsync(params IEnumerable<string> rooms)
    {
        var target = Target;
        var names = RoomNames.Free(rooms);
        return target.ActAsync(adapter => adapter.RemoveSocketsAsync(target.Options, names));
    }

    /// <summary>Disconnects the chosen sockets, on all servers of the cluster.</summary>
    /// <param name="close">Whether to close the whole connection instead of leaving the namespace only.</param>
    /// <param name="reason">Why; see <see cref="Socket.Disconnect"/>.</param>
    public ValueTask DisconnectSocketsAsync(bool close = false, string? reason = null)
    {
        var target = Target;
        var options = reason is null ? target.Options : target.Options with { DisconnectReason = reason };
        return target.ActAsync(adapter => adapter.DisconnectSocketsAsync(options, close));
    }

    /// <summary>The same sockets, by a contract: the methods of the interface send its events. The source generator of the package writes them.</summary>
    /// <typeparam name="T">The interface, whose methods are the events that clients get. Write it itself here, not a type parameter.</typeparam>
    public ClientsOf<T> Clients<T>()
        where T : class => new(this);

    private BroadcastOperator With(Func<BroadcastFlags, BroadcastFlags> change) => Target.WithFlags(change);
}
