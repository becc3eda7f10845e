using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Engine.Delivery;
using Sockeye.Hooks;
using Sockeye.Namespaces;
using Sockeye.Protocol.SocketIO;
using Sockeye.Rooms;
using Sockeye.Sockets;
using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <summary>An independent channel on the connections of a server, with its own middlewares, sockets and rooms.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source of the token has no timer and no handle.")]
public sealed partial class Namespace : Emitter, IListenerFailures
{
    private readonly Middlewares _middlewares;
    private readonly DelegateList<Func<Socket, Task>> _connectionHandlers = new();
    private readonly ListenerTable _handlers = new();
    private readonly Occupancy _occupancy;
    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Hook<RecoverySession> _sessionExpired = new();
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closingSource = new();
    private long _ackIds;
    private Task? _closing;

    internal Namespace(SocketIOServer server, string name, ParentNamespace? parent, bool removeWhenEmpty)
    {
        Server = server;
        Name = name;
        Parent = parent;
        NameUtf8 = Encoding.UTF8.GetBytes(name);
        DisconnectPacket = server.Parser.Encode(new Packet(PacketType.Disconnect, NameUtf8, Packet.NoId, default, default));
        _occupancy = new Occupancy(removeWhenEmpty);
        _middlewares = new Middlewares(server);
        TokenScheme = server.Options.TokenAuthentication.Scheme;
        Table = new RoomTable(this);
        Adapter = server.CreateAdapter(this);
        Delivery = server.CreateDelivery(this);
        Sockets = new NamespaceSockets(Table);
        ServerSide = new ServerSideEvents(this);
        Adapter.Start();
    }

    /// <summary>The name, with a leading slash.</summary>
    public string Name { get; }

    /// <summary>The server that it belongs to.</summary>
    public SocketIOServer Server { get; }

    /// <summary>The pattern that created this namespace; <see langword="null"/> if the application created it by name.</summary>
    public ParentNamespace? Parent { get; }

    /// <summary>The adapter, which carries broadcasts and shows the rooms of this server.</summary>
    public Adapter Adapter { get; }

    /// <summary>The connected sockets of this server, by socket id. A look-up is O(1). An enumeration is a snapshot.</summary>
    public IReadOnlyDictionary<string, Socket> Sockets { get; }

    /// <summary>The events that other servers of the cluster send to this one.</summary>
    public ServerSideEvents ServerSide { get; }

    /// <summary>The features that libraries have added to the namespace.</summary>
    public FeatureSet Features { get; } = new();

    /// <summary>Decides what sockets may do with rooms. Set it before clients connect.</summary>
    /// <value><see langword="null"/> by default: every socket may do everything.</value>
    public IRoomGate? RoomGate { get; set; }

    /// <summary>
    /// Cancelled when the namespace is removed or the server closes. At that time its sockets are disconnected, and its adapter is not yet
    /// disposed of.
    /// </summary>
    public CancellationToken Closing => _closingSource.Token;

    internal RoomTable Table { get; }

    /// <summary>The way by which events reach the sockets.</summary>
    internal Delivery Delivery { get; }

    internal byte[] NameUtf8 { get; }

    internal EncodedPacket DisconnectPacket { get; }

    internal ConcurrentDictionary<long, BroadcastAckCollector> AckCollectors { get; } = new();

    internal Occupancy Occupancy => _occupancy;

    /// <summary>
    /// Completes when listeners of the application (<see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>) have ended.
    /// </summary>
    internal Task WhenAnnounced => _announced.Task;

    private protected override BroadcastOperator Target => new(Adapter, BroadcastOptions.Everyone);

    /// <summary>Adds a listener for sessions that are given up, because the client did not come back in time or missed too much.</summary>
    public Namespace OnSessionExpired(Action<RecoverySession> listener)
    {
        _sessionExpired.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnSessionExpired(Action{RecoverySession})"/>
    public Namespace OnSessionExpired(Func<RecoverySession, Task> listener)
    {
        _sessionExpired.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnSessionExpired(Action{RecoverySession})"/>
    [OverloadResolutionPriority(1)]
    public Namespace OnSessionExpired(Func<RecoverySession, ValueTask> listener)
    {
        _sessionExpired.Add(listener);
        return this;
    }

    /// <summary>Removes a listener that you have added with <c>OnSessionExpired</c>.</summary>
    public Namespace OffSessionExpired(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _sessionExpired.Remove(listener);
        return this;
    }

    /// <summary>
    /// Adds an observer for the rooms of this server. Add it before sockets connect, because it does not get earlier changes.
    /// </summary>
    public void AddRoomObserver(IRoomObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Table.Events.Add(observer);
    }

    /// <summary>Removes an observer that you have added with <see cref="AddRoomObserver"/>.</summary>
    public void RemoveRoomObserver(IRoomObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Table.Events.Remove(observer);
    }

    /// <summary>Keeps the namespace even if its last socket leaves. Without this, an empty namespace of a pattern is removed.</summary>
    /// <returns>Dispose of it to let the namespace go. <see langword="null"/> if the namespace has already been removed.</returns>
    public IDisposable? TryHold() => _occupancy.TryEnter() ? new NamespaceHold(this) : null;

    /// <summary>
    /// Reports a failed callback of the application that belongs to no socket. It is logged and counted like failures of the server's own
    /// callbacks.
    /// </summary>
    /// <param name="callback">The name of the callback, for the log.</param>
    /// <param name="exception">The exception.</param>
    public void ReportFailure(string callback, Exception exception)
    {
        Server.Metrics.HandlerFailed(this);
        Log.CallbackFailed(Server.Logger, exception, callback, Name);
    }

    /// <summary>
    /// Removes the namespace: disconnects all sockets of this server, and waits for their disconnect handlers and streams. You may call it
    /// from anywhere, also from handlers of the namespace, and more than once.
    /// </summary>
    /// <param name="cancellationToken">
    /// Stops the waiting. Without a token the waiting ends after 10 seconds. The namespace is removed in any case.
    /// </param>
    /// <returns>
    /// A task that completes when the namespace is removed. Inside a disconnect handler or a stream it completes at once, because the
    /// removal waits for that handler.
    /// </returns>
    /// <exception cref="InvalidOperationException">This is the main namespace, which cannot be removed.</exception>
    public ValueTask RemoveAsync(CancellationToken cancellationToken = default)
    {
        if (Name == "/")
        {
            throw new InvalidOperationException("The main namespace cannot be removed; disconnect its sockets instead.");
        }

        _occupancy.Close();
        foreach (var socket in Table.ConnectedSockets())
        {
            socket.Disconnect();
        }

        var removing = Server.Registry.RemoveAsync(this, cancellationToken);
        if (!AwaitedCall.IsRunning)
        {
            return new ValueTask(removing);
        }

        Server.Registry.Observe(this, removing);
        return default;
    }

    /// <summary>Returns the name of the namespace.</summary>
    public override string ToString() => Name;

    internal void TellSessionExpired(RecoverySession session) => _sessionExpired.Start(session, "session expired", this);

    void IListenerFailures.OnListenerFailed(string hook, Exception exception) => ReportFailure(hook, exception);

    /// <summary>Closes the log and the adapter, once. Later calls return the same task.</summary>
    internal Task CloseAsync()
    {
        lock (_gate)
        {
            return _closing ??= CloseOnceAsync();
        }
    }

    /// <summary>
    /// Awaits a send that its caller does not await, and reports its failure. At most one failure a minute is logged, because every event
    /// fails while a backend is away.
    /// </summary>
    internal async Task ObserveAsync(string eventName, ValueTask sending)
    {
        try
        {
            await sending;
        }
        catch (Exception exception)
        {
            Server.Metrics.HandlerFailed(this);
            if (Server.Sampler.ShouldWrite("emit " + eventName, out var skipped))
            {
                Log.EmitFailed(Server.Logger, exception, eventName, Name, skipped);
            }
        }
    }

    /// <summary>The disconnect handlers and streams that still run.</summary>
    internal HandlersInFlight Ending { get; } = new(bound: 1);

    internal long NextAckId() => Interlocked.Increment(ref _ackIds) - 1;

    /// <summary>Called when the listeners of the application have ended: clients may enter.</summary>
    internal void Announced() => _announced.TrySetResult();

    internal void Remove(Socket socket)
    {
        var wasConnected = socket.Memberships.ConnectedIndex > 0;
        Table.Remove(socket);
        if (wasConnected)
        {
            Server.Metrics.SocketDisconnected(this);
        }

        // Usually no broadcast waits for acknowledgements, and an enumeration costs something.
        if (!AckCollectors.IsEmpty)
        {
            foreach (var (_, collector) in AckCollectors)
            {
                collector.OnLeft(socket);
            }
        }

        Leave();
    }

    /// <summary>Releases a place that was counted in <see cref="Occupancy"/>.</summary>
    internal void Leave()
    {
        if (_occupancy.Leave())
        {
            Server.Registry.RemoveEmpty(this);
        }
    }

    private async Task CloseOnceAsync()
    {
        // The removal must not run under the lock of the caller.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            _closingSource.Cancel();
        }
        catch (AggregateException exception)
        {
            ReportFailure("closing", exception);
        }

        await Delivery.CloseAsync();
        await Adapter.DisposeAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(190, LogLevel.Warning, "The event \"{Event}\" of namespace {Namespace}, which was sent with Emit, did not reach all recipients. ({Skipped} more since the last warning.)")]
        public static partial void EmitFailed(ILogger logger, Exception exception, string @event, string @namespace, int skipped);

        [LoggerMessage(158, LogLevel.Error, "The callback \"{Callback}\" failed in namespace {Namespace}.", EventName = "CallbackFailed")]
        public static partial void CallbackFailed(ILogger logger, Exception exception, string callback, string @namespace);
    }
}
