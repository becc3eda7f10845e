using Sockeye.Broadcasting;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;

namespace Sockeye;

/// <summary>
/// What one socket can be sent to with: events to the socket itself, and from it broadcasts to others, which leave the socket out.
/// </summary>
public abstract class SocketEmitter
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

    /// <summary>Everybody in the namespace but this socket and the members of a room.</summary>
    public BroadcastOperator Except(string room) => Broadcast.Except(room);

    /// <summary>Everybody in the namespace but this socket and the members of the rooms.</summary>
    public BroadcastOperator Except(params IEnumerable<string> rooms) => Broadcast.Except(rooms);

    /// <summary>Sends an event without arguments to this socket.</summary>
    /// <param name="eventName">Any name but the reserved ones: connect, connect_error, disconnect, disconnecting, newListener, removeListener.</param>
    /// <returns>Completes when the event is queued. It never waits for the client. Nothing is sent to a socket that is gone.</returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public ValueTask EmitAsync(string eventName) => Send(Start(eventName));

    /// <summary>Sends an event with one argument to this socket.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync<T1>(string eventName, T1 arg1) => Send(Start(eventName).Add(arg1));

    /// <summary>Sends an event with two arguments to this socket.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync<T1, T2>(string eventName, T1 arg1, T2 arg2) => Send(Start(eventName).Add(arg1).Add(arg2));

    /// <summary>Sends an event with three arguments to this socket.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync<T1, T2, T3>(string eventName, T1 arg1, T2 arg2, T3 arg3) =>
        Send(Start(eventName).Add(arg1).Add(arg2).Add(arg3));

    /// <summary>Sends an event with four arguments to this socket.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync<T1, T2, T3, T4>(string eventName, T1 arg1, T2 arg2, T3 arg3, T4 arg4) =>
        Send(Start(eventName).Add(arg1).Add(arg2).Add(arg3).Add(arg4));

    /// <summary>Sends an event with any number of arguments to this socket, each written as its run-time type.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync(string eventName, params object?[] args) => Send(Start(eventName).AddAll(args));

    /// <summary>Sends an event with arguments that were received, unchanged.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync(string eventName, EventArguments args) => Send(Start(eventName).AddAll(args));

    /// <summary>
    /// Sends an event to this socket and waits for its answer, until the time is up (<see cref="Timeout"/>, else <see cref="SocketIOOptions.AckTimeout"/>).
    /// </summary>
    /// <exception cref="TimeoutException">No answer came in time; the message is the reference's, <c>operation has timed out</c>.</exception>
    /// <exception cref="SocketDisconnectedException">The socket disconnected before it answered.</exception>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public Task<EventArguments> EmitWithAckAsync(string eventName, params object?[] args) =>
        Self.SendWithAck(Start(eventName).AddAll(args), Flags, default);

    /// <summary>Sends an event to this socket and waits for its answer, unless it is cancelled.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[])"/>
    public Task<EventArguments> EmitWithAckAsync(string eventName, object?[] args, CancellationToken cancellationToken) =>
        Self.SendWithAck(Start(eventName).AddAll(args), Flags, cancellationToken);

    /// <summary>Sends an event with arguments that were received, and waits for the answer.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[])"/>
    public Task<EventArguments> EmitWithAckAsync(string eventName, EventArguments args, CancellationToken cancellationToken = default) =>
        Self.SendWithAck(Start(eventName).AddAll(args), Flags, cancellationToken);

    /// <summary>Sends an event to this socket and waits for its answer, whose first argument is the result.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[])"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, params object?[] args) => EmitWithAckAsync<T>(eventName, args, CancellationToken.None);

    /// <summary>Sends an event to this socket and waits for its answer, whose first argument is the result.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[])"/>
    public async Task<T?> EmitWithAckAsync<T>(string eventName, object?[] args, CancellationToken cancellationToken)
    {
        var answer = await Self.SendWithAck(Start(eventName).AddAll(args), Flags, cancellationToken);
        return answer.Get<T>(0);
    }

    private PacketWriter Start(string eventName)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        return Self.Namespace.StartEvent(eventName);
    }

    private ValueTask Send(PacketWriter writer) => Self.Namespace.Delivery.SendAsync(Self, writer, Flags);
}
