using Sockeye.Contracts;

namespace Sockeye;

/// <summary>Sends from one socket: events to the socket itself, and broadcasts to others, which leave the socket out.</summary>
public abstract partial class SocketEmitter
{
    private protected SocketEmitter()
    {
    }

    /// <summary>Sends to this socket, and drops events that the transport cannot take right now.</summary>
    public SocketOperator Volatile => new(Self, Flags with { Volatile = true });

    /// <summary>Selects all sockets of the namespace except this one.</summary>
    public BroadcastOperator Broadcast => new(
        Self.Namespace.Adapter, new BroadcastOptions { Except = Self.OwnId, Flags = Flags }, Self.Namespace.RoomGate is null ? null : Self);

    /// <summary>Selects all sockets of the namespace on this server except this one.</summary>
    public BroadcastOperator Local => Broadcast.Local;

    private protected abstract Socket Self { get; }

    private protected abstract BroadcastFlags Flags { get; }

    /// <summary>Sets whether events may be compressed.</summary>
    public SocketOperator Compress(bool compress) => new(Self, Flags with { Compress = compress });

    /// <summary>Sets how long to wait for an acknowledgement.</summary>
    public SocketOperator Timeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return new(Self, Flags with { Timeout = timeout });
    }

    /// <summary>
    /// Selects the members of a room except this socket. If the namespace has a <see cref="Namespace.RoomGate"/>, the socket needs
    /// permission to send to the room.
    /// </summary>
    public BroadcastOperator To(string room) => Broadcast.To(room);

    /// <summary>Selects the members of any of the rooms except this socket.</summary>
    public BroadcastOperator To(params IEnumerable<string> rooms) => Broadcast.To(rooms);

    /// <summary>The same as <see cref="To(string)"/>.</summary>
    public BroadcastOperator In(string room) => Broadcast.To(room);

    /// <summary>The same as <see cref="To(IEnumerable{string})"/>.</summary>
    public BroadcastOperator In(params IEnumerable<string> rooms) => Broadcast.To(rooms);

    /// <summary>
    /// Selects the sockets of a user, on all servers of the cluster, except this one. A <see cref="Namespace.RoomGate"/> is not asked,
    /// because a user is not a room.
    /// </summary>
    /// <inheritdoc cref="Emitter.User"/>
    public BroadcastOperator User(string userId) => Broadcast.User(userId);

    /// <summary>
    /// Selects the sockets of any of the users, on all servers of the cluster, except this one. A <see cref="Namespace.RoomGate"/> is not
    /// asked, because a user is not a room.
    /// </summary>
    /// <inheritdoc cref="Emitter.Users"/>
    public BroadcastOperator Users(params IEnumerable<string> userIds) => Broadcast.Users(userIds);

    /// <summary>Selects all sockets of the namespace except this one and the members of a room.</summary>
    public BroadcastOperator Except(string room) => Broadcast.Except(room);

    /// <summary>Selects all sockets of the namespace except this one and the members of the rooms.</summary>
    public BroadcastOperator Except(params IEnumerable<string> rooms) => Broadcast.Except(rooms);

    /// <summary>
    /// Gets this socket by a contract: you call the methods of an interface to send its events. A method that returns
    /// <see cref="Task{TResult}"/> waits for the answer. The source generator of the package implements the interface. The result has no
    /// state of its own, and you may keep it.
    /// </summary>
    /// <typeparam name="T">
    /// The interface, whose methods are the events that the client gets. Write the interface itself here, not a type parameter.
    /// </typeparam>
    /// <exception cref="InvalidOperationException">There is no generated code for the type. The message says what to do.</exception>
    public T Client<T>()
        where T : class => ClientContract.CreateClient<T>(this);
}
