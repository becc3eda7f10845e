using Sockeye.Client.Diagnostics;
using Sockeye.Client.Sockets;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Client;

/// <summary>What events are sent to the server with: a socket, or a socket with <see cref="Volatile"/>, <see cref="Compress"/> or <see cref="Timeout"/> said.</summary>
/// <remarks>
/// An event that is sent while the socket is not connected waits, and goes out when it is, within <see cref="SocketIOClientOptions.MaxSendBufferBytes"/>. Events arrive in the order in which they are
/// sent. Arguments are written before the call returns: you may change them afterwards, but for binary values, which are not copied.
/// </remarks>
public abstract class ClientEmitter
{
    private protected ClientEmitter()
    {
    }

    /// <summary>What is sent is dropped if the transport cannot take it right now.</summary>
    public ClientOperator Volatile => new(Self, Flags with { Volatile = true });

    private protected abstract ClientSocket Self { get; }

    private protected abstract EmitFlags Flags { get; }

    /// <summary>Says whether what is sent may be compressed.</summary>
    public ClientOperator Compress(bool compress) => new(Self, Flags with { Compress = compress });

    /// <summary>Says how long to wait for an acknowledgement, in place of <see cref="SocketIOClientOptions.AckTimeout"/>.</summary>
    public ClientOperator Timeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return new(Self, Flags with { Timeout = timeout });
    }

    /// <summary>Sends an event without arguments.</summary>
    /// <param name="eventName">Any name but the reserved ones: connect, connect_error, disconnect, disconnecting, newListener, removeListener.</param>
    /// <returns>Is complete when the event is sent, or waits to be. It never waits for the server.</returns>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    /// <exception cref="IOException">Too much waits to be sent already; see <see cref="SocketIOClientOptions.MaxSendBufferBytes"/>.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public ValueTask EmitAsync(string eventName) => Send(Start(eventName));

    /// <summary>Sends an event with one argument.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync<T1>(string eventName, T1 arg1) => Send(Start(eventName).Add(arg1));

    /// <summary>Sends an event with two arguments.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync<T1, T2>(string eventName, T1 arg1, T2 arg2) => Send(Start(eventName).Add(arg1).Add(arg2));

    /// <summary>Sends an event with three arguments.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync<T1, T2, T3>(string eventName, T1 arg1, T2 arg2, T3 arg3) => Send(Start(eventName).Add(arg1).Add(arg2).Add(arg3));

    /// <summary>Sends an event with four arguments.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync<T1, T2, T3, T4>(string eventName, T1 arg1, T2 arg2, T3 arg3, T4 arg4) =>
        Send(Start(eventName).Add(arg1).Add(arg2).Add(arg3).Add(arg4));

    /// <summary>Sends an event with any number of arguments, each written as its run-time type.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync(string eventName, params object?[] args) => Send(Start(eventName).AddAll(args));

    /// <summary>Sends an event with arguments that were received, unchanged.</summary>
    /// <inheritdoc cref="EmitAsync(string)"/>
    public ValueTask EmitAsync(string eventName, EventArguments args)
    {
        ArgumentNullException.ThrowIfNull(args);
        return Send(Start(eventName).AddAll(args));
    }

    /// <summary>Sends an event and waits for its acknowledgement, until the time is up (<see cref="Timeout"/>, else <see cref="SocketIOClientOptions.AckTimeout"/>).</summary>
    /// <remarks>While it waits to be sent it is not lost with the connection. If it is cancelled or its time is up before it is sent, it is never sent.</remarks>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="args">The arguments.</param>
    /// <returns>What the server answered.</returns>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    /// <exception cref="SocketDisconnectedException">The connection was lost before the answer came, or the client was disposed.</exception>
    /// <exception cref="ArgumentException">The name is reserved.</exception>
    /// <exception cref="IOException">Too much waits to be sent already.</exception>
    public Task<EventArguments> EmitWithAckAsync(string eventName, params object?[] args) =>
        Ask(eventName, Start(eventName).AddAll(args), default);

    /// <inheritdoc cref="EmitWithAckAsync(string, object[])"/>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<EventArguments> EmitWithAckAsync(string eventName, object?[] args, CancellationToken cancellationToken) =>
        Ask(eventName, Start(eventName).AddAll(args), cancellationToken);

    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<EventArguments> EmitWithAckAsync(string eventName, EventArguments args, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        return Ask(eventName, Start(eventName).AddAll(args), cancellationToken);
    }

    /// <summary>Sends an event without arguments and waits for the first value of its acknowledgement.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, CancellationToken cancellationToken = default) =>
        FirstOf<T>(Ask(eventName, Start(eventName), cancellationToken));

    /// <summary>Sends an event with one argument and waits for the first value of its acknowledgement.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, object? arg1, CancellationToken cancellationToken = default) =>
        FirstOf<T>(Ask(eventName, Start(eventName).Add(arg1), cancellationToken));

    /// <summary>Sends an event with two arguments and waits for the first value of its acknowledgement.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, object? arg1, object? arg2, CancellationToken cancellationToken = default) =>
        FirstOf<T>(Ask(eventName, Start(eventName).Add(arg1).Add(arg2), cancellationToken));

    /// <summary>Sends an event with three arguments and waits for the first value of its acknowledgement.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, object? arg1, object? arg2, object? arg3, CancellationToken cancellationToken = default) =>
        FirstOf<T>(Ask(eventName, Start(eventName).Add(arg1).Add(arg2).Add(arg3), cancellationToken));

    /// <summary>Sends an event with any number of arguments and waits for the first value of its acknowledgement.</summary>
    /// <inheritdoc cref="EmitWithAckAsync(string, object[], CancellationToken)"/>
    public Task<T?> EmitWithAckAsync<T>(string eventName, object?[] args, CancellationToken cancellationToken = default) =>
        FirstOf<T>(Ask(eventName, Start(eventName).AddAll(args), cancellationToken));

    private Task<EventArguments> Ask(string eventName, PacketWriter writer, CancellationToken cancellationToken) => ClientActivities.IsWatched
        ? AskWatchedAsync(eventName, writer, cancellationToken)
        : Self.EmitWithAckAsync(writer, Flags, cancellationToken);

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

    private ValueTask Send(PacketWriter writer)
    {
        Self.Emit(writer, Flags);
        return default;
    }
}
