using System.Buffers.Text;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Contexts;
using Sockeye.Diagnostics;
using Sockeye.Engine;
using Sockeye.Engine.Sessions;
using Sockeye.Hooks;
using Sockeye.Namespaces;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Randomness;
using Sockeye.Recovery;
using Sockeye.Sockets;
using Sockeye.Sockets.Listeners;
using Sockeye.Timing;

namespace Sockeye;

/// <summary>
/// A Socket.IO server: its namespaces, and through them sockets and rooms, from anywhere in the application. As an <see cref="Emitter"/> it means
/// its main namespace, <c>/</c>. Thread-safe.
/// </summary>
public sealed partial class SocketIOServer : Emitter, IAsyncDisposable
{
    // A handler that never ends, or waits for the server to close, must not keep it from closing.
    private static readonly TimeSpan LongestEnding = TimeSpan.FromSeconds(10);

    private readonly Func<Namespace, Adapter> _adapters;
    private readonly Hook<Namespace> _namespaceCreated = new();
    private readonly RecoveryBudget? _recoveryBudget;
    private readonly DetachedSessions? _detached;
    private readonly Func<ClaimsPrincipal, string?>? _userId;
    private Task? _closing;

    internal SocketIOServer(
        IServiceProvider services,
        SocketIOOptions options,
        Func<Namespace, Adapter>? adapters = null,
        PacketParser? parser = null,
        string? name = null)
    {
        options.Validate();
        _userId = options.FindUserId();
        Name = name;
        Services = services;
        Options = options;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        options.Packets.FollowMessageLimit(options.Engine.MaxPayload);
        PacketsWithQuery = NamespaceQuery.Extend(options.Packets);
        Serializer = new ArgumentSerializer(options.JsonSerializerOptions);
        NoAuth = new HandshakeAuth(Serializer, default);
        Parser = parser ?? JsonPacketParser.Instance;
        var meters = services.GetService<IMeterFactory>();
        Metrics = new SocketIOMetrics(meters);
        _adapters = adapters ?? (static ns => new InMemoryAdapter(ns));
        var loggers = services.GetRequiredService<ILoggerFactory>();
        Logger = new GuardedLogger(loggers.CreateLogger<SocketIOServer>());
        Sampler = new LogSampler(Time);
        Timers = new TimerWheel(Time, Logger, LoopDriver.TryCreate);
        Engine = new EngineServer(options.Engine, Accept, Time, loggers, meters);
        IncompletePackets = new IncompletePackets(Math.Max(options.MaxIncompletePacketBytes, options.Packets.MaxPacketBytes), options.ConnectTimeout, Timers);
        if (options.ConnectionStateRecovery is { } recovery)
        {
            _recoveryBudget = new RecoveryBudget(recovery);
            _detached = new DetachedSessions(this, recovery);
        }

        ListenerMethods = new ListenerMethods(typeof(Socket), typeof(IncomingEvent), services, IsFromServices);
        Registry = new NamespaceRegistry(this);
        MainNamespace = Registry.GetOrAdd("/");
    }

    /// <summary>The main namespace, <c>/</c>.</summary>
    public Namespace MainNamespace { get; }

    /// <summary>All namespaces that exist on this server.</summary>
    public IReadOnlyCollection<Namespace> Namespaces => [.. Registry.All];

    /// <summary>The connected sockets of the main namespace on this server, by id.</summary>
    public IReadOnlyDictionary<string, Socket> Sockets => MainNamespace.Sockets;

    /// <summary>The layer below: connections, whatever namespaces they are in.</summary>
    public EngineServer Engine { get; }

    /// <summary>The options, not to be changed any more.</summary>
    public SocketIOOptions Options { get; }

    /// <summary>The name that it was added under; <see langword="null"/> for the server without one. Its services are keyed by it.</summary>
    public string? Name { get; }

    /// <summary>The services of the application.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The clock of the server: that of the services, or of the system.</summary>
    public TimeProvider Time { get; }

    /// <summary>Writes and reads the arguments of events, by <see cref="SocketIOOptions.JsonSerializerOptions"/>.</summary>
    public ArgumentSerializer Serializer { get; }

    /// <summary>What libraries have added to the server.</summary>
    public FeatureSet Features { get; } = new();

    /// <summary>Whether the server closes or is closed.</summary>
    public bool IsClosing => _closing is not null;

    /// <summary>The credentials of all who send none.</summary>
    internal HandshakeAuth NoAuth { get; }

    internal PacketDecoderOptions PacketsWithQuery { get; }

    internal PacketParser Parser { get; }

    /// <summary>Tells what the listeners of sockets take.</summary>
    internal ListenerMethods ListenerMethods { get; }

    internal IncompletePackets IncompletePackets { get; }

    internal SocketIOMetrics Metrics { get; }

    internal ILogger Logger { get; }

    /// <summary>Keeps the log short where one cause fails much.</summary>
    internal LogSampler Sampler { get; }

    /// <summary>The wheel that serves all time-outs of namespaces and sockets; the engine has its own.</summary>
    internal TimerWheel Timers { get; }

    /// <summary>The disconnect handlers that still run, for the closing of the server.</summary>
    internal HandlersInFlight Ending { get; } = new(bound: 1);

    internal NamespaceRegistry Registry { get; }

    private protected override BroadcastOperator Target => new(MainNamespace.Adapter, BroadcastOptions.Everyone);

    /// <summary>The namespace of a name, created if need be. A missing leading slash is added.</summary>
    public Namespace Of(string name) => Registry.GetOrAdd(name);

    /// <summary>The id of a user, as <see cref="SocketIOOptions.UserId"/> makes it; <see langword="null"/> for nobody, and if users have no ids.</summary>
    public string? UserIdOf(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return _userId?.Invoke(user) is { Length: > 0 } id ? id : null;
    }

    /// <summary>The namespaces whose names match a pattern; each is created when the first client asks for it.</summary>
    /// <remarks>Patterns and predicates are asked in the order of their registration. Use a pattern with a time-out or without backtracking: the names come from clients.</remarks>
    public ParentNamespace Of(Regex pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Registry.AddParent(pattern);
    }

    /// <summary>The namespaces that a predicate allows, given the name and the client's credentials; each is created when the first client asks for it.</summary>
    public ParentNamespace Of(Func<string, HandshakeAuth, ValueTask<bool>> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Registry.AddParent(predicate);
    }

    /// <summary>The namespaces that a predicate allows; each is created when the first client asks for it.</summary>
    public ParentNamespace Of(Func<string, HandshakeAuth, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Registry.AddParent((name, auth) => ValueTask.FromResult(predicate(name, auth)));
    }

    /// <summary>Listens to namespaces that are created, by the application or for a client (the reference's <c>new_namespace</c>); not to the main namespace. No client is let in before the listeners and their tasks have ended.</summary>
    public SocketIOServer OnNamespaceCreated(Action<Namespace> listener)
    {
        _namespaceCreated.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnNamespaceCreated(Action{Namespace})"/>
    public SocketIOServer OnNamespaceCreated(Func<Namespace, Task> listener)
    {
        _namespaceCreated.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnNamespaceCreated(Action{Namespace})"/>
    [OverloadResolutionPriority(1)]
    public SocketIOServer OnNamespaceCreated(Func<Namespace, ValueTask> listener)
    {
        _namespaceCreated.Add(listener);
        return this;
    }

    /// <summary>Removes a listener of <c>OnNamespaceCreated</c>.</summary>
    public SocketIOServer OffNamespaceCreated(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _namespaceCreated.Remove(listener);
        return this;
    }

    /// <summary>Called for each socket that has joined the main namespace.</summary>
    public SocketIOServer OnConnection(Action<Socket> handler)
    {
        MainNamespace.OnConnection(handler);
        return this;
    }

    /// <summary>Called for each socket that has joined the main namespace.</summary>
    public SocketIOServer OnConnection(Func<Socket, Task> handler)
    {
        MainNamespace.OnConnection(handler);
        return this;
    }

    /// <summary>Called for each socket that has joined the main namespace.</summary>
    [OverloadResolutionPriority(1)]
    public SocketIOServer OnConnection(Func<Socket, ValueTask> handler)
    {
        MainNamespace.OnConnection(handler);
        return this;
    }

    /// <summary>Adds a middleware to the main namespace. It does not run for others.</summary>
    public SocketIOServer Use(Action<Socket> middleware)
    {
        MainNamespace.Use(middleware);
        return this;
    }

    /// <summary>Adds a middleware to the main namespace. It does not run for others.</summary>
    public SocketIOServer Use(Func<Socket, Task> middleware)
    {
        MainNamespace.Use(middleware);
        return this;
    }

    /// <summary>Adds a middleware to the main namespace. It does not run for others.</summary>
    [OverloadResolutionPriority(1)]
    public SocketIOServer Use(Func<Socket, ValueTask> middleware)
    {
        MainNamespace.Use(middleware);
        return this;
    }

    /// <summary>
    /// Ends all connections: sockets are disconnected with <c>server shutting down</c>, what is queued is written, clients are told by the close of the
    /// transport (and so will reconnect), disconnect handlers are waited for, adapters are closed. New connections are refused. Idempotent; it also happens when the application stops.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting for slow clients and for disconnect handlers. Without one, the waiting for the handlers ends after 10 seconds.</param>
    /// <returns>Completes when all that is done; in a disconnect handler or a stream at once, since it would wait for itself.</returns>
    public Task CloseAsync(CancellationToken cancellationToken = default)
    {
        // Under no lock, which disconnect handlers would run under; they may call this themselves.
        var closing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.CompareExchange(ref _closing, closing.Task, null) is { } present)
        {
            return AwaitedCall.IsRunning ? Task.CompletedTask : present;
        }

        _ = CloseOnceAsync(closing, cancellationToken);
        return AwaitedCall.IsRunning ? Task.CompletedTask : closing.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Features.DisposeAsync((feature, exception) => Log.FeatureFailed(Logger, exception, feature.Name));
        await Engine.DisposeAsync();
        Timers.Dispose();
        Metrics.Dispose();
    }

    internal bool HasUserIds => _userId is not null;

    internal void RequireUserIds()
    {
        if (_userId is null)
        {
            throw new InvalidOperationException(
                $"Users have no ids: set {nameof(SocketIOOptions)}.{nameof(SocketIOOptions.UserIdClaim)} or {nameof(SocketIOOptions.UserId)} in AddSocketIO.");
        }
    }

    internal static string NewSocketId()
    {
        Span<byte> random = stackalloc byte[15];
        RandomSource.Fill(random);
        return Base64Url.EncodeToString(random);
    }

    /// <summary>What others read of a failure: the exception's own text is nobody's business but the log's, unless an option says so.</summary>
    internal string ErrorTextOf(Exception exception) => Options.EnableDetailedErrors ? exception.Message : ConnectPackets.InternalError;

    internal Adapter CreateAdapter(Namespace ns)
    {
        // What it starts goes on for as long as there is the namespace, no matter who asks for it first.
        using var clean = CleanContext.Enter();
        return _adapters(ns);
    }

    internal Delivery CreateDelivery(Namespace ns) => (Options.ConnectionStateRecovery, ns.Adapter) switch
    {
        (null, _) => new DirectDelivery(ns),
        ({ } recovery, ClusterAdapter { EventLog: { } log } adapter) => new OrderedDelivery(ns, recovery, adapter, log),
        (_, ClusterAdapter) => throw new InvalidOperationException(
            $"{ns.Adapter.GetType().Name} keeps no events, so connections cannot be recovered: use another adapter, or turn ConnectionStateRecovery off."),
        ({ } recovery, InMemoryAdapter) => new LoggedDelivery(ns, recovery, _recoveryBudget!, _detached!),
        _ => new DirectDelivery(ns),
    };

    internal void RecoveryFailed(Exception exception, Namespace ns) => Log.RecoveryFailed(Logger, exception, ns.Name);

    /// <summary>The namespace is there: the application is told, then clients may come in.</summary>
    internal void Announce(Namespace ns)
    {
        if (ns.Name != "/" && _namespaceCreated.Start(ns, "namespace created", ns) is { } running)
        {
            _ = running.ContinueWith(static (_, state) => ((Namespace)state!).Announced(), ns, TaskScheduler.Default);
        }
        else
        {
            ns.Announced();
        }
    }

    private static bool IsFromServices(ParameterInfo parameter) => parameter.GetCustomAttributes(inherit: false).Any(static attribute => attribute is IFromServiceMetadata);

    private Client Accept(EngineSession session)
    {
        var client = new Client(this, session);
        if (session.Protocol == 3)
        {
            client.JoinMainNamespace();
        }

        return client;
    }

    private async Task CloseOnceAsync(TaskCompletionSource closing, CancellationToken cancellationToken)
    {
        try
        {
            await CloseAllAsync(cancellationToken);
            closing.SetResult();
        }
        catch (Exception exception)
        {
            closing.SetException(exception);
        }
    }

    private async Task CloseAllAsync(CancellationToken cancellationToken)
    {
        var reason = new DisconnectReason(DisconnectReason.ServerShuttingDown, DisconnectReason.ShutdownDescription);
        foreach (var ns in Registry.All)
        {
            foreach (var socket in ns.Sockets.Values)
            {
                socket.Lifetime.Close(reason);
            }
        }

        await Engine.CloseAsync(cancellationToken);

        // They may still use what is closed next: adapters, and afterwards the services of the application.
        await WaitForDisconnectHandlersAsync(Ending, cancellationToken);
        foreach (var ns in Registry.All)
        {
            await ns.CloseAsync();
        }
    }

    /// <summary>Waits for disconnect handlers: as long as the caller has time, or for a bounded time if it does not say.</summary>
    internal async Task WaitForDisconnectHandlersAsync(HandlersInFlight ending, CancellationToken cancellationToken)
    {
        try
        {
            await ending.WaitForRoomAsync().WaitAsync(cancellationToken.CanBeCanceled ? System.Threading.Timeout.InfiniteTimeSpan : LongestEnding, Time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Log.HandlersStillRun(Logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(113, LogLevel.Warning, "Disconnect handlers or streams did not end in time: the server, or their namespace, is closed without waiting for them.")]
        public static partial void HandlersStillRun(ILogger logger);

        [LoggerMessage(173, LogLevel.Error, "The feature {Feature} of the server could not be disposed of.")]
        public static partial void FeatureFailed(ILogger logger, Exception exception, string feature);

        [LoggerMessage(172, LogLevel.Warning, "Connection state recovery of namespace {Namespace} failed: clients get fresh sessions.")]
        public static partial void RecoveryFailed(ILogger logger, Exception exception, string @namespace);
    }
}
