using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Logging;
using Sockeye.Arguments;
using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Contexts;
using Sockeye.Engine.Delivery;
using Sockeye.Handlers;
using Sockeye.Hooks;
using Sockeye.Namespaces;
using Sockeye.Protocol.SocketIO;
using Sockeye.Rooms;
using Sockeye.Sockets;
using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <summary>An independent channel on the server's connections, with its own middlewares, sockets and rooms.</summary>
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
        Table = new RoomTable(this);
        Adapter = server.CreateAdapter(this);
        Delivery = server.CreateDelivery(this);
        Sockets = new NamespaceSockets(Table);
        ServerSide = new ServerSideEvents(this);
        Adapter.Start();
    }

    /// <summary>The name, with its leading slash.</summary>
    public string Name { get; }

    /// <summary>The server that it belongs to.</summary>
    public SocketIOServer Server { get; }

    /// <summary>The pattern that it was created by, if any.</summary>
    public ParentNamespace? Parent { get; }

    /// <summary>What carries broadcasts; it also shows the rooms of this server.</summary>
    public Adapter Adapter { get; }

    /// <summary>The connected sockets of this server, by id. Look-ups are O(1); an enumeration shows one moment.</summary>
    public IReadOnlyDictionary<string, Socket> Sockets { get; }

    /// <summary>The events that other servers of the cluster send to this one.</summary>
    public ServerSideEvents ServerSide { get; }

    /// <summary>What libraries have added to the namespace.</summary>
    public FeatureSet Features { get; } = new();

    /// <summary>Decides what sockets may do with rooms. Without one, the default, every socket may do everything. Set it before clients are let in.</summary>
    public IRoomGate? RoomGate { get; set; }

    /// <summary>It is canceled when the namespace is removed or the server closes, after its sockets were disconnected and before its adapter is disposed of.</summary>
    public CancellationToken Closing => _closingSource.Token;

    internal RoomTable Table { get; }

    /// <summary>How what is sent reaches the sockets.</summary>
    internal Delivery Delivery { get; }

    internal byte[] NameUtf8 { get; }

    internal EncodedPacket DisconnectPacket { get; }

    internal ConcurrentDictionary<long, BroadcastAckCollector> AckCollectors { get; } = new();

    internal Occupancy Occupancy => _occupancy;

    /// <summary>Completes when the application has heard of the namespace (<see cref="SocketIOServer.OnNamespaceCreated(Action{Namespace})"/>).</summary>
    internal Task WhenAnnounced => _announced.Task;

    private protected override BroadcastOperator Target => new(Adapter, BroadcastOptions.Everyone);

    /// <summary>Called for each socket that has joined the namespace. Add the socket's listeners before the first await: events follow at once.</summary>
    public Namespace OnConnection(Action<Socket> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnConnection(socket =>
        {
            handler(socket);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="OnConnection(Action{Socket})"/>
    public Namespace OnConnection(Func<Socket, Task> handler)
    {
        _connectionHandlers.Add(handler);
        return this;
    }

    /// <inheritdoc cref="OnConnection(Action{Socket})"/>
    [OverloadResolutionPriority(1)]
    public Namespace OnConnection(Func<Socket, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return OnConnection(socket => handler(socket).AsTask());
    }

    /// <summary>Listens to sessions that are given up: the client of a disconnected socket did not come back in time, or too much was missed.</summary>
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

    /// <summary>Removes a listener of <c>OnSessionExpired</c>.</summary>
    public Namespace OffSessionExpired(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _sessionExpired.Remove(listener);
        return this;
    }

    /// <summary>
    /// Adds a middleware. It runs for each client that wants to join, in the order of registration, before the socket is in any room. To refuse the
    /// client, throw a <see cref="ConnectRefusedException"/>.
    /// </summary>
    public Namespace Use(Action<Socket> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use(socket =>
        {
            middleware(socket);
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="Use(Action{Socket})"/>
    public Namespace Use(Func<Socket, Task> middleware)
    {
        _middlewares.Add(middleware);
        return this;
    }

    /// <inheritdoc cref="Use(Action{Socket})"/>
    [OverloadResolutionPriority(1)]
    public Namespace Use(Func<Socket, ValueTask> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        return Use(socket => middleware(socket).AsTask());
    }

    /// <summary>Lets in only clients that an authorization policy allows; the default policy asks for an authenticated user.</summary>
    /// <remarks>It stands in the row of the middlewares: one before it may set <see cref="Socket.User"/>. The policy's resource is the <see cref="Socket"/>.</remarks>
    public Namespace RequireAuthorization() => Use(PolicyMiddleware.Default(Server));

    /// <summary>Lets in only clients that a named authorization policy allows.</summary>
    /// <inheritdoc cref="RequireAuthorization()"/>
    public Namespace RequireAuthorization(string policyName) => Use(PolicyMiddleware.Named(Server, policyName));

    /// <summary>Lets in only clients that an authorization policy allows.</summary>
    /// <inheritdoc cref="RequireAuthorization()"/>
    public Namespace RequireAuthorization(AuthorizationPolicy policy) => Use(PolicyMiddleware.Of(Server, policy));

    /// <summary>
    /// Sends an event to the other servers of the cluster, to their <see cref="ServerSide"/> listeners. A <see cref="CancellationToken"/> behind the arguments is no argument: if it is cancelled
    /// already, nothing is sent, and the task is cancelled.
    /// </summary>
    public ValueTask ServerSideEmitAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        var packet = ServerSideEvents.ToArguments(this, eventName, args);
        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : Adapter.ServerSideEmitAsync(packet);
    }

    /// <summary>
    /// Sends an event to the other servers of the cluster and collects the answer of each. On one server alone the answer is empty, at once. A <see cref="CancellationToken"/> behind the arguments
    /// is no argument: it ends the waiting. If it is cancelled already, nothing is sent.
    /// </summary>
    public Task<ClusterResult<EventArguments>> ServerSideEmitWithAckAsync(string eventName, params object?[] args)
    {
        var cancellationToken = TrailingToken.Take(ref args);
        return ServerSideEmitWithAckAsync(eventName, args, null, cancellationToken);
    }

    /// <summary>Sends an event to the other servers of the cluster and collects the answer of each, with a time-out.</summary>
    public Task<ClusterResult<EventArguments>> ServerSideEmitWithAckAsync(
        string eventName, object?[] args, TimeSpan? timeout, CancellationToken cancellationToken = default)
    {
        var packet = ServerSideEvents.ToArguments(this, eventName, args);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<ClusterResult<EventArguments>>(cancellationToken)
            : Adapter.ServerSideEmitWithAckAsync(packet, timeout, cancellationToken);
    }

    /// <summary>How many servers the cluster has, this one included.</summary>
    public Task<int> ServerCountAsync(CancellationToken cancellationToken = default) => Adapter.ServerCountAsync(cancellationToken);

    /// <summary>
    /// The names of all rooms of the namespace, each once, on all servers of the cluster that answer in time; the sockets' own rooms are among them.
    /// It does not throw where a server does not answer: the result names it.
    /// </summary>
    /// <remarks>Each server sends all its names: to know one room, <see cref="Emitter.CountAsync"/> of <c>To(room)</c> is much cheaper.</remarks>
    public Task<ClusterResult<string>> AllRoomsAsync(CancellationToken cancellationToken = default) => Adapter.AllRoomsAsync(cancellationToken);

    /// <summary>Adds an observer of the rooms of this server. Add it before sockets come: it does not hear of what was before.</summary>
    public void AddRoomObserver(IRoomObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Table.Events.Add(observer);
    }

    /// <summary>Removes an observer that was added by <see cref="AddRoomObserver"/>.</summary>
    public void RemoveRoomObserver(IRoomObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Table.Events.Remove(observer);
    }

    /// <summary>Keeps the namespace even if its last socket leaves: a namespace of a pattern is removed when it is empty.</summary>
    /// <returns>Dispose of it to let go; <see langword="null"/> if the namespace is removed already.</returns>
    public IDisposable? TryHold() => _occupancy.TryEnter() ? new NamespaceHold(this) : null;

    /// <summary>Reports that a callback of the application failed that belongs to no socket: it is logged and counted as those of the server are.</summary>
    /// <param name="callback">What it was, for the log.</param>
    /// <param name="exception">What it threw.</param>
    public void ReportFailure(string callback, Exception exception)
    {
        Server.Metrics.HandlerFailed(this);
        Log.CallbackFailed(Server.Logger, exception, callback, Name);
    }

    /// <summary>Disconnects all sockets of this server, waits for their disconnect handlers and streams, and removes the namespace. May be called from anywhere, also from its own handlers. Idempotent.</summary>
    /// <param name="cancellationToken">Ends the waiting; without one it ends after 10 seconds. The namespace is removed all the same.</param>
    /// <returns>Completes when the namespace is gone; in a disconnect handler or a stream at once, since it would wait for itself.</returns>
    /// <exception cref="InvalidOperationException">It is the main namespace, without which there is no server.</exception>
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

    /// <summary>The name of the namespace.</summary>
    public override string ToString() => Name;

    internal void TellSessionExpired(RecoverySession session) => _sessionExpired.Start(session, "session expired", this);

    void IListenerFailures.OnListenerFailed(string hook, Exception exception) => ReportFailure(hook, exception);

    /// <summary>Closes the log and the adapter, once; whoever comes later waits for the same.</summary>
    internal Task CloseAsync()
    {
        lock (_gate)
        {
            return _closing ??= CloseOnceAsync();
        }
    }

    /// <summary>Waits in place of a caller that does not, and reports what an event fails with. One failure of an event a minute is written: each event would fail while a backend is away.</summary>
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

    /// <summary>The application has heard of the namespace: clients may come in.</summary>
    internal void Announced() => _announced.TrySetResult();

    /// <summary>Listens with the methods of a class to the events of sockets to come.</summary>
    internal void Map(HandlerClass handlers)
    {
        handlers.AddTo(_handlers);
        OnConnection(handlers.ConnectedAsync);
        if (handlers.Authorization.Count > 0)
        {
            Use(PolicyMiddleware.Of(Server, handlers.Authorization));
        }
    }

    internal void Inherit(ParentNamespace parent)
    {
        _middlewares.AddRange(parent.Middlewares);
        _eventPolicies = parent.EventPolicies?.Copy();
        _handlers.Add(parent.Handlers);
        foreach (var handler in parent.ConnectionHandlers)
        {
            _connectionHandlers.Add(handler);
        }
    }

    internal Task<bool> RunMiddlewaresAsync(Socket socket) => _middlewares.RunAsync(socket);

    internal bool HasMiddlewares => _middlewares.Any;

    /// <summary>Calls the connection handlers for a socket that is in.</summary>
    /// <returns>What of them still runs.</returns>
    internal Task? StartConnectionHandlers(Socket socket)
    {
        socket.AddListeners(_handlers);
        Task? running = null;
        foreach (var handler in _connectionHandlers.Items)
        {
            var task = Guarded(handler, socket);
            if (!task.IsCompleted)
            {
                running = running is null ? task : Task.WhenAll(running, task);
            }
        }

        return running;
    }

    internal void Remove(Socket socket)
    {
        var wasConnected = socket.Memberships.ConnectedIndex > 0;
        Table.Remove(socket);
        if (wasConnected)
        {
            Server.Metrics.SocketDisconnected(this);
        }

        // Most of the time nobody is asked, and an enumeration is not for nothing.
        if (!AckCollectors.IsEmpty)
        {
            foreach (var (_, collector) in AckCollectors)
            {
                collector.OnLeft(socket);
            }
        }

        Leave();
    }

    /// <summary>Somebody who was counted in <see cref="Occupancy"/> is no longer there.</summary>
    internal void Leave()
    {
        if (_occupancy.Leave())
        {
            Server.Registry.RemoveEmpty(this);
        }
    }

    private async Task CloseOnceAsync()
    {
        // Not under the lock of the caller.
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

    private static async Task Guarded(Func<Socket, Task> handler, Socket socket)
    {
        try
        {
            await Start();
        }
        catch (Exception exception)
        {
            socket.Lifetime.HandlerFailed("connection", exception);
        }

        Task Start()
        {
            using var clean = CleanContext.Enter();
            return handler(socket);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(190, LogLevel.Warning, "The event \"{Event}\" of namespace {Namespace}, which was sent without waiting, has not reached everybody. ({Skipped} more since the last warning.)")]
        public static partial void EmitFailed(ILogger logger, Exception exception, string @event, string @namespace, int skipped);

        [LoggerMessage(158, LogLevel.Error, "What the application does for \"{Callback}\" failed in namespace {Namespace}.", EventName = "CallbackFailed")]
        public static partial void CallbackFailed(ILogger logger, Exception exception, string callback, string @namespace);
    }
}
