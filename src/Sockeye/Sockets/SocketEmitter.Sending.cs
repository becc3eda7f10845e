using Sockeye.Arguments;
using Sockeye.Broadcasting;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;

namespace Sockeye;

/// <content>The methods that send to the socket itself.</content>
public abstract partial class SocketEmitter
{
    /// <summary>Sends an event without arguments to this socket.</summary>
    /// <param name="eventName">
    /// The name of the event. These names are reserved: connect, connect_error, disconnect, disconnecting, newListener, removeListener.
    /// </param>
    /// <param name="cancellationToken">
    /// If it is already cancelled, nothing is sent and the task is cancelled. A later cancellation has no effect.
    /// </param>
    /// <returns>
    /// A task that completes when the event is queued. It never waits for the client. If the socket has disconnected, nothing is sent.
    /// </returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public ValueTask EmitAsync(string eventName, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>Sends an event with one argument to this socket.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1>(string eventName, T1 arg1, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer.Add(arg1)) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>Sends an event with two arguments to this socket.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1, T2>(string eventName, T1 arg1, T2 arg2, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer.Add(arg1).Add(arg2)) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>Sends an event with three arguments to this socket.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1, T2, T3>(string eventName, T1 arg1, T2 arg2, T3 arg3, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer.Add(arg1).Add(arg2).Add(arg3)) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>Sends an event with four arguments to this socket.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1, T2, T3, T4>(string eventName, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer.Add(arg1).Add(arg2).Add(arg3).Add(arg4)) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>
    /// Sends an event with any number of arguments to this socket, each written as its run-time type. A <see cref="CancellationToken"/> as
    /// the last one is not an argument: it works like the token of the other overloads.
    /// </summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return EmitAsync(eventName, args, cancellationToken);
    }

    /// <summary>Sends an event with any number of arguments to this socket, each written as its run-time type.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, object?[] args, CancellationToken cancellationToken) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer.AddAll(args)) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>Sends an event with arguments that were received, unchanged.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, EventArguments args, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer.AddAll(args)) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>Sends an event without arguments to this socket. The event is queued when the method returns.</summary>
    /// <remarks>
    /// It does the same as <see cref="EmitAsync(string, CancellationToken)"/>. A failure that comes later is logged and counted, for
    /// example if the backend that keeps the events is not reachable.
    /// </remarks>
    /// <param name="eventName">
    /// The name of the event. These names are reserved: connect, connect_error, disconnect, disconnecting, newListener, removeListener.
    /// </param>
    /// <exception cref="ArgumentException">The name is reserved, or an argument is a <see cref="CancellationToken"/>.</exception>
    public void Emit(string eventName) => Observe(eventName, EmitAsync(eventName));

    /// <summary>Sends an event with one argument to this socket.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1>(string eventName, T1 arg1) => Observe(eventName, EmitAsync(eventName, arg1));

    /// <summary>Sends an event with two arguments to this socket.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1, T2>(string eventName, T1 arg1, T2 arg2) => Observe(eventName, EmitAsync(eventName, arg1, arg2));

    /// <summary>Sends an event with three arguments to this socket.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1, T2, T3>(string eventName, T1 arg1, T2 arg2, T3 arg3) => Observe(eventName, EmitAsync(eventName, arg1, arg2, arg3));

    /// <summary>Sends an event with four arguments to this socket.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1, T2, T3, T4>(string eventName, T1 arg1, T2 arg2, T3 arg3, T4 arg4) => Observe(eventName, EmitAsync(eventName, arg1, arg2, arg3, arg4));

    /// <summary>Sends an event with any number of arguments to this socket, each written as its run-time type.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit(string eventName, params object?[] args) => Observe(eventName, EmitAsync(eventName, args, CancellationToken.None));

    /// <summary>Sends an event with arguments that were received, unchanged.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit(string eventName, EventArguments args) => Observe(eventName, EmitAsync(eventName, args));

    /// <summary>
    /// Sends an event to this socket and waits for its answer until the time is up. The time is set by <see cref="Timeout"/>, else by
    /// <see cref="SocketIOOptions.AckTimeout"/>. A <see cref="CancellationToken"/> as the last one is not an argument: it stops the
    /// waiting. If it is already cancelled, nothing is sent.
    /// </summary>
    /// <exception cref="TimeoutException">
    /// No answer came in time. The message is the same as in Node, <c>operation has timed out</c>.
    /// </exception>
    /// <exception cref="SocketDisconnectedException">The socket disconnected before it answered.</exception>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    public Task<EventArguments> EmitWithAckAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return EmitWithAckAsync(eventName, args, cancellationToken);
    }

    /// <summary>
    /// Sends an event to this socket and waits for its answer until the token is cancelled. If the token is already cancelled, nothing is
    /// sent.
    /// </summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[])"/>
    public Task<EventArguments> EmitWithAckAsync(string eventName, object?[] args, CancellationToken cancellationToken) =>
        Start(eventName, cancellationToken) is { } writer
            ? Self.SendWithAck(writer.AddAll(args), Flags, cancellationToken)
            : Task.FromCanceled<EventArguments>(cancellationToken);

    /// <summary>Sends an event with arguments that were received, and waits for the answer.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<EventArguments> EmitWithAckAsync(string eventName, EventArguments args, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer
            ? Self.SendWithAck(writer.AddAll(args), Flags, cancellationToken)
            : Task.FromCanceled<EventArguments>(cancellationToken);

    /// <summary>Sends an event to this socket and waits for its answer. The first argument of the answer is the result.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[])"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return EmitWithAckAsync<T>(eventName, args, cancellationToken);
    }

    /// <summary>Sends an event to this socket and waits for its answer. The first argument of the answer is the result.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public async Task<T?> EmitWithAckAsync<T>(string eventName, object?[] args, CancellationToken cancellationToken) =>
        (await EmitWithAckAsync(eventName, args, cancellationToken)).Get<T>(0);

    /// <summary>Begins the packet. Returns <see langword="null"/> if the token is cancelled; then nothing is encoded.</summary>
    private PacketWriter? Start(string eventName, CancellationToken cancellationToken)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        return cancellationToken.IsCancellationRequested ? null : Self.Namespace.StartEvent(eventName);
    }

    private ValueTask Send(PacketWriter writer) => Self.Namespace.Delivery.SendAsync(Self, writer, Flags);

    private void Observe(string eventName, ValueTask sending)
    {
        if (!sending.IsCompletedSuccessfully)
        {
            _ = Self.Namespace.ObserveAsync(eventName, sending);
        }
    }
}
