using Sockeye.Arguments;
using Sockeye.Client.Diagnostics;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Client;

/// <content>
/// The methods that send. <c>EmitAsync</c> and <c>Emit</c> do not wait for the server; <c>EmitWithAckAsync</c> waits for its answer.
/// </content>
public abstract partial class ClientEmitter
{
    /// <summary>Sends an event without arguments.</summary>
    /// <param name="eventName">
    /// The name of the event. These names are reserved: connect, connect_error, disconnect, disconnecting, newListener, removeListener.
    /// </param>
    /// <param name="cancellationToken">
    /// If it is already cancelled, nothing is sent and the task is cancelled. A later cancellation has no effect.
    /// </param>
    /// <returns>A task that is complete when the event is sent or waits to be sent. It never waits for the server.</returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    /// <exception cref="IOException">
    /// Too much is already waiting to be sent; see <see cref="SocketIOClientOptions.MaxSendBufferBytes"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
    public ValueTask EmitAsync(string eventName, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>Sends an event with one argument.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1>(string eventName, T1 arg1, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer.Add(arg1)) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>Sends an event with two arguments.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1, T2>(string eventName, T1 arg1, T2 arg2, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer.Add(arg1).Add(arg2)) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>Sends an event with three arguments.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1, T2, T3>(string eventName, T1 arg1, T2 arg2, T3 arg3, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer.Add(arg1).Add(arg2).Add(arg3)) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>Sends an event with four arguments.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync<T1, T2, T3, T4>(string eventName, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer.Add(arg1).Add(arg2).Add(arg3).Add(arg4)) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>
    /// Sends an event with any number of arguments, each written as its run-time type. A <see cref="CancellationToken"/> as the last one is
    /// not an argument: it works like the token of the other overloads.
    /// </summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return EmitAsync(eventName, args, cancellationToken);
    }

    /// <summary>Sends an event with any number of arguments, each written as its run-time type.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, object?[] args, CancellationToken cancellationToken) =>
        Start(eventName, cancellationToken) is { } writer ? Send(writer.AddAll(args)) : ValueTask.FromCanceled(cancellationToken);

    /// <summary>Sends an event with arguments that were received, unchanged.</summary>
    /// <inheritdoc cref="EmitAsync(string, CancellationToken)"/>
    public ValueTask EmitAsync(string eventName, EventArguments args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        return Start(eventName, cancellationToken) is { } writer ? Send(writer.AddAll(args)) : ValueTask.FromCanceled(cancellationToken);
    }

    /// <summary>Sends an event without arguments. When the method returns, the event is sent or waits to be sent.</summary>
    /// <param name="eventName">
    /// The name of the event. These names are reserved: connect, connect_error, disconnect, disconnecting, newListener, removeListener.
    /// </param>
    /// <exception cref="ArgumentException">The name is reserved, or an argument is a <see cref="CancellationToken"/>.</exception>
    /// <exception cref="IOException">
    /// Too much is already waiting to be sent; see <see cref="SocketIOClientOptions.MaxSendBufferBytes"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
    public void Emit(string eventName) => SendNow(Start(eventName));

    /// <summary>Sends an event with one argument.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1>(string eventName, T1 arg1) => SendNow(Start(eventName).Add(arg1));

    /// <summary>Sends an event with two arguments.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1, T2>(string eventName, T1 arg1, T2 arg2) => SendNow(Start(eventName).Add(arg1).Add(arg2));

    /// <summary>Sends an event with three arguments.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1, T2, T3>(string eventName, T1 arg1, T2 arg2, T3 arg3) => SendNow(Start(eventName).Add(arg1).Add(arg2).Add(arg3));

    /// <summary>Sends an event with four arguments.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit<T1, T2, T3, T4>(string eventName, T1 arg1, T2 arg2, T3 arg3, T4 arg4) => SendNow(Start(eventName).Add(arg1).Add(arg2).Add(arg3).Add(arg4));

    /// <summary>Sends an event with any number of arguments, each written as its run-time type.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit(string eventName, params object?[] args) => SendNow(Start(eventName).AddAll(args));

    /// <summary>Sends an event with arguments that were received, unchanged.</summary>
    /// <inheritdoc cref="Emit(string)"/>
    public void Emit(string eventName, EventArguments args)
    {
        ArgumentNullException.ThrowIfNull(args);
        SendNow(Start(eventName).AddAll(args));
    }

    /// <summary>
    /// Sends an event and waits for its acknowledgement until the time is up. The time is set by <see cref="Timeout"/>, else by
    /// <see cref="SocketIOClientOptions.AckTimeout"/>.
    /// </summary>
    /// <remarks>
    /// An event that waits to be sent is not lost with the connection. If it is cancelled or its time is up before it is sent, it is never
    /// sent.
    /// </remarks>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="args">
    /// The arguments. A <see cref="CancellationToken"/> as the last one is not an argument: it stops the waiting. If it is already
    /// cancelled, nothing is sent.
    /// </param>
    /// <returns>The arguments of the server's answer.</returns>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    /// <exception cref="SocketDisconnectedException">
    /// The connection was lost before the answer came, or the client was disposed of.
    /// </exception>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    /// <exception cref="IOException">
    /// Too much is already waiting to be sent; see <see cref="SocketIOClientOptions.MaxSendBufferBytes"/>.
    /// </exception>
    public Task<EventArguments> EmitWithAckAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return EmitWithAckAsync(eventName, args, cancellationToken);
    }

    /// <inheritdoc cref="EmitWithAckAsync(string, object[])"/>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="cancellationToken">Stops the waiting. If it is already cancelled, nothing is sent.</param>
    public Task<EventArguments> EmitWithAckAsync(string eventName, object?[] args, CancellationToken cancellationToken) =>
        Ask(eventName, Start(eventName, cancellationToken)?.AddAll(args), cancellationToken);

    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<EventArguments> EmitWithAckAsync(string eventName, EventArguments args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        return Ask(eventName, Start(eventName, cancellationToken)?.AddAll(args), cancellationToken);
    }

    /// <summary>Sends an event without arguments and waits for the first value of its acknowledgement.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, CancellationToken cancellationToken = default) =>
        FirstOf<T>(Ask(eventName, Start(eventName, cancellationToken), cancellationToken));

    /// <summary>Sends an event with one argument and waits for the first value of its acknowledgement.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, object? arg1, CancellationToken cancellationToken = default) =>
        FirstOf<T>(Ask(eventName, Start(eventName, cancellationToken)?.Add(arg1), cancellationToken));

    /// <summary>Sends an event with two arguments and waits for the first value of its acknowledgement.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, object? arg1, object? arg2, CancellationToken cancellationToken = default) =>
        FirstOf<T>(Ask(eventName, Start(eventName, cancellationToken)?.Add(arg1).Add(arg2), cancellationToken));

    /// <summary>Sends an event with three arguments and waits for the first value of its acknowledgement.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, object? arg1, object? arg2, object? arg3, CancellationToken cancellationToken = default) =>
        FirstOf<T>(Ask(eventName, Start(eventName, cancellationToken)?.Add(arg1).Add(arg2).Add(arg3), cancellationToken));

    /// <summary>Sends an event with any number of arguments and waits for the first value of its acknowledgement.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, object?[] args, CancellationToken cancellationToken = default) =>
        FirstOf<T>(Ask(eventName, Start(eventName, cancellationToken)?.AddAll(args), cancellationToken));

    private Task<EventArguments> Ask(string eventName, PacketWriter? writer, CancellationToken cancellationToken)
    {
        if (writer is null)
        {
            return Task.FromCanceled<EventArguments>(cancellationToken);
        }

        return ClientActivities.IsWatched ? AskWatchedAsync(eventName, writer, cancellationToken) : Self.EmitWithAckAsync(writer, Flags, cancellationToken);
    }

    private async Task<EventArguments> AskWatchedAsync(string eventName, PacketWriter writer, CancellationToken cancellationToken)
    {
        using var activity = ClientActivities.Emit(Self.Namespace, eventName);
        try
        {
            return await Self.EmitWithAckAsync(writer, Flags, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            activity.Fail(exception);
            throw;
        }
    }

    private static async Task<T?> FirstOf<T>(Task<EventArguments> answer) => (await answer.ConfigureAwait(false)).Get<T>(0);

    private PacketWriter Start(string eventName)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        return Self.StartEvent(eventName);
    }

    /// <summary>Begins the packet. Returns <see langword="null"/> if the token is cancelled.</summary>
    private PacketWriter? Start(string eventName, CancellationToken cancellationToken)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        return cancellationToken.IsCancellationRequested ? null : Self.StartEvent(eventName);
    }

    private ValueTask Send(PacketWriter writer)
    {
        SendNow(writer);
        return default;
    }

    private void SendNow(PacketWriter writer) => Self.Emit(writer, Flags);
}
