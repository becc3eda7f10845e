using Sockeye.Contracts;

namespace Sockeye;

/// <summary>
/// What one socket can be sent to with: events to the socket itself, and from it broadcasts to others, which leave the socket out.
/// </summary>
public abstract partial class SocketEmitter
{
    private protected SocketEmitter()
    {
    }

    /// <summary>What is sent is dropped where the transport cannot take it right now.</summary>
    public SocketOperator Volatile => new(Self, Flags with { Volatile = true });

    /// <summary>Everybody in the namespace but this socket.</summary>
    public BroadcastOperator Broadcast => new(
        Self.Namespace.Adapter, new BroadcastOptions { Except = Self.OwnId, Flags = Flags }, Self.Namespace.RoomGate is null ? null : Self);

    /// <summary>Everybody in the namespace on this server but this socket.</summary>
    public BroadcastOperator Local => Broadcast.Local;

    private protected abstract Socket Self { get; }

    private protected abstract BroadcastFlags Flags { get; }

    /// <summary>Says whether what is sent may be compressed.</summary>
    public SocketOperator Compress(bool compress) => new(Self, Flags with { Compress = compress });

    /// <summary>Says how long to wait for an acknowledgement.</summary>
    public SocketOperator Timeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return new(Self, Flags with { Timeout = timeout });
    }

    /// <summary>The members of a room but this socket. If the namespace has a <see cref="Namespace.RoomGate"/>, the socket has to be allowed to send to it.</summary>
    public BroadcastOperator To(string room) => Broadcast.To(room);

    /// <summary>The members of any of the rooms but this socket.</summary>
    public BroadcastOperator To(params IEnumerable<string> rooms) => Broadcast.To(rooms);

    /// <summary>The same as <see cref="To(string)"/>.</summary>
    public BroadcastOperator In(string room) => Broadcast.To(room);

    /// <summary>The same as <see cref="To(IEnumerable{string})"/>.</summary>
    public BroadcastOperator In(params IEnumerable<string> rooms) => Broadcast.To(rooms);

    /// <summary>The sockets of a user but this one, on all servers of the cluster. A <see cref="Namespace.RoomGate"/> is not asked: a user is no room.</summary>
    /// <inheritdoc cref="Emitter.User"/>
    public BroadcastOperator User(string userId) => Broadcast.User(userId);

    /// <summary>The sockets of any of the users but this one. A <see cref="Namespace.RoomGate"/> is not asked: a user is no room.</summary>
    /// <inheritdoc cref="Emitter.Users"/>
    public BroadcastOperator Users(params IEnumerable<string> userIds) => Broadcast.Users(userIds);

    /// <summary>Everybody in the namespace but this socket and the members of a room.</summary>
    public BroadcastOperator Except(string room) => Broadcast.Except(room);

    /// <summary>Everybody in the namespace but this socket and the members of the rooms.</summary>
    public BroadcastOperator Except(params IEnumerable<string> rooms) => Broadcast.Except(rooms);

    /// <summary>
    /// This socket by a contract: the methods of the interface send its events, and one that returns <see cref="Task{TResult}"/> waits for the answer. The source generator of the package writes it.
    /// It has no state of its own, and may be kept.
    /// </summary>
    /// <typeparam name="T">The interface, whose methods are the events that the client gets. Write it itself here, not a type parameter.</typeparam>
    /// <exception cref="InvalidOperationException">Nothing was generated for the type; the message says what to do.</exception>
    public T Client<T>()
        where T : class => ClientContract.CreateClient<T>(this);
}
