using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Sockeye.Client.Sockets;
using Sockeye.Sockets.Listeners;

namespace Sockeye.Client;

/// <content>Listeners other than those of events.</content>
public sealed partial class ClientSocket
{
    /// <summary>Removes all listeners of an event.</summary>
    public void Off(string eventName)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        Listeners.RemoveAll(eventName);
    }

    /// <summary>Removes one listener of an event: the one that you have added with this delegate.</summary>
    public void Off(string eventName, Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        ArgumentNullException.ThrowIfNull(handler);
        Listeners.Remove(eventName, handler);
    }

    /// <summary>Removes all listeners of all events.</summary>
    public void Off() => Listeners.Clear();

    /// <summary>Adds a listener for every incoming event. It is called before the listeners of the event.</summary>
    public IDisposable OnAny(Action<ReceivedEvent> listener) => Incoming.Subscribe(listener);

    /// <inheritdoc cref="OnAny(Action{ReceivedEvent})"/>
    public IDisposable OnAny(Func<ReceivedEvent, Task> listener) => Incoming.Subscribe(listener);

    /// <inheritdoc cref="OnAny(Action{ReceivedEvent})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnAny(Func<ReceivedEvent, ValueTask> listener) => Incoming.Subscribe(listener);

    /// <summary>
    /// Adds a listener for every incoming event, before those that exist already. See <see cref="OnAny(Action{ReceivedEvent})"/>.
    /// </summary>
    public IDisposable PrependAny(Action<ReceivedEvent> listener) => Incoming.SubscribeFirst(listener);

    /// <inheritdoc cref="PrependAny(Action{ReceivedEvent})"/>
    public IDisposable PrependAny(Func<ReceivedEvent, Task> listener) => Incoming.SubscribeFirst(listener);

    /// <inheritdoc cref="PrependAny(Action{ReceivedEvent})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable PrependAny(Func<ReceivedEvent, ValueTask> listener) => Incoming.SubscribeFirst(listener);

    /// <summary>Removes a listener for every incoming event. If you give none, it removes all of them.</summary>
    public void OffAny(Delegate? listener = null) => Incoming.Remove(listener);

    /// <summary>
    /// Adds a listener for every event that is sent, but not for acknowledgements. If an event waits, the listener is called when it is
    /// sent. Sending does not wait for the listener.
    /// </summary>
    public IDisposable OnAnyOutgoing(Action<SentEvent> listener) => _outgoing.Subscribe(listener);

    /// <inheritdoc cref="OnAnyOutgoing(Action{SentEvent})"/>
    public IDisposable OnAnyOutgoing(Func<SentEvent, Task> listener) => _outgoing.Subscribe(listener);

    /// <inheritdoc cref="OnAnyOutgoing(Action{SentEvent})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnAnyOutgoing(Func<SentEvent, ValueTask> listener) => _outgoing.Subscribe(listener);

    /// <summary>
    /// Adds a listener for every outgoing event, before those that exist already. See <see cref="OnAnyOutgoing(Action{SentEvent})"/>.
    /// </summary>
    public IDisposable PrependAnyOutgoing(Action<SentEvent> listener) => _outgoing.SubscribeFirst(listener);

    /// <inheritdoc cref="PrependAnyOutgoing(Action{SentEvent})"/>
    public IDisposable PrependAnyOutgoing(Func<SentEvent, Task> listener) => _outgoing.SubscribeFirst(listener);

    /// <inheritdoc cref="PrependAnyOutgoing(Action{SentEvent})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable PrependAnyOutgoing(Func<SentEvent, ValueTask> listener) => _outgoing.SubscribeFirst(listener);

    /// <summary>Removes a listener for every outgoing event. If you give none, it removes all of them.</summary>
    public void OffAnyOutgoing(Delegate? listener = null) => _outgoing.Remove(listener);

    /// <summary>
    /// Adds a listener that is called each time the socket connects. <see cref="Recovered"/> says whether the earlier session was
    /// recovered.
    /// </summary>
    public IDisposable OnConnect(Action listener) => _connecting.Subscribe(listener);

    /// <inheritdoc cref="OnConnect(Action)"/>
    public IDisposable OnConnect(Func<Task> listener) => _connecting.Subscribe(listener);

    /// <inheritdoc cref="OnConnect(Action)"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnConnect(Func<ValueTask> listener) => _connecting.Subscribe(listener);

    /// <summary>
    /// Adds a listener that is called each time an attempt to connect fails, because the server was not reached or has refused the socket.
    /// After <see cref="ConnectErrorKind.Refused"/> the socket does not try again by itself (see <see cref="Active"/>).
    /// </summary>
    public IDisposable OnConnectError(Action<ConnectException> listener) => _connectErrors.Subscribe(listener);

    /// <inheritdoc cref="OnConnectError(Action{ConnectException})"/>
    public IDisposable OnConnectError(Func<ConnectException, Task> listener) => _connectErrors.Subscribe(listener);

    /// <inheritdoc cref="OnConnectError(Action{ConnectException})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnConnectError(Func<ConnectException, ValueTask> listener) => _connectErrors.Subscribe(listener);

    /// <summary>
    /// Adds a listener that is called each time the socket is disconnected. The socket reconnects by itself, unless the server or the
    /// application has disconnected it.
    /// </summary>
    public IDisposable OnDisconnect(Action<DisconnectReason> listener) => _disconnecting.Subscribe(listener);

    /// <inheritdoc cref="OnDisconnect(Action{DisconnectReason})"/>
    public IDisposable OnDisconnect(Func<DisconnectReason, Task> listener) => _disconnecting.Subscribe(listener);

    /// <inheritdoc cref="OnDisconnect(Action{DisconnectReason})"/>
    [OverloadResolutionPriority(1)]
    public IDisposable OnDisconnect(Func<DisconnectReason, ValueTask> listener) => _disconnecting.Subscribe(listener);

    /// <summary>
    /// Returns the first argument of each event of a name, as they arrive, from the first step of the enumeration until the client is
    /// disposed of.
    /// </summary>
    /// <typeparam name="T">
    /// The type of the argument. An event is logged and left out if its argument is of another type, or if it has no argument and the type
    /// is not nullable.
    /// </typeparam>
    /// <param name="eventName">The name of the event.</param>
    /// <param name="capacity">How many events may wait. If more arrive, the oldest are dropped and counted in the metrics.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public async IAsyncEnumerable<T?> StreamAsync<T>(string eventName, int capacity = 1024, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        var channel = Channel.CreateBounded<T?>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true }, static _ => Diagnostics.ClientMetrics.Dropped("stream"));
        using var subscription = On(eventName, (T? value) => { _ = channel.Writer.TryWrite(value); });
        using var ending = _disposing.Subscribe(_ => { _ = channel.Writer.TryComplete(); });
        ObjectDisposedException.ThrowIf(Connection.IsDisposed, Client);
        await foreach (var value in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return value;
        }
    }

    private protected override IDisposable Register(string eventName, EventListener listener)
    {
        Listeners.Add(eventName, listener);
        return new Subscription(() => Listeners.Remove(eventName, listener));
    }
}
