using System.Buffers.Text;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sockeye.Authentication;
using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Contexts;
using Sockeye.Diagnostics;
using Sockeye.Engine;
using Sockeye.Engine.Sessions;
using Sockeye.Hooks;
using Sockeye.Mistakes;
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
/// A Socket.IO server. It gives you its namespaces, and through them sockets and rooms, from anywhere in the application. When you use the
/// server itself as an <see cref="Emitter"/>, you send to its main namespace, <c>/</c>. It is thread-safe.
/// </summary>
public sealed partial class SocketIOServer : Emitter, IAsyncDisposable
{
    // A handler that never ends, or that waits for the server to close, must not keep the server from closing.
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
        options.Engine.WarnOfMistakes ??= services.GetService<IHostEnvironment>()?.IsDevelopment();
        Mistakes = new MistakeLog(Logger, options.Engine.WarnOfMistakes == true, Time);
        Tokens = new TokenAuthentication(this);
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

    /// <summary>All namespaces of this server.</summary>
    public IReadOnlyCollection<Namespace> Namespaces => [.. Registry.All];

    /// <summary>The connected sockets of the main namespace on this server, by socket id.</summary>
    public IReadOnlyDictionary<string, Socket> Sockets => MainNamespace.Sockets;

    /// <summary>The Engine.IO server: all connections, independent of namespaces.</summary>
    public EngineServer Engine { get; }

    /// <summary>The options of the server. Do not change them after the server has been made.</summary>
    public SocketIOOptions Options { get; }

    /// <summary>
    /// The name that the server was added under, or <see langword="null"/> for the server without a name. Its keyed services use this name
    /// as their key.
    /// </summary>
    public string? Name { get; }

    /// <summary>The services of the application.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The clock of the server: the <see cref="TimeProvider"/> among the services, or the system clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Writes and reads the arguments of events, according to <see cref="SocketIOOptions.JsonSerializerOptions"/>.</summary>
    public ArgumentSerializer Serializer { get; }

    /// <summary>The features that libraries have added to the server.</summary>
    public FeatureSet Features { get; } = new();

    /// <summary>Whether the server is closing or closed.</summary>
    public bool IsClosing => _closing is not null;

    /// <summary>The credentials of every client that sends none.</summary>
    internal HandshakeAuth NoAuth { get; }

    internal PacketDecoderOptions PacketsWithQuery { get; }

    internal PacketParser Parser { get; }

    /// <summary>Knows which arguments the listeners of sockets take.</summary>
    internal ListenerMethods ListenerMethods { get; }

    internal IncompletePackets IncompletePackets { get; }

    internal SocketIOMetrics Metrics { get; }

    internal ILogger Logger { get; }

    /// <summary>Keeps the log short when one cause makes many things fail.</summary>
    internal LogSampler Sampler { get; }

    /// <summary>Explains likely mistakes of the application and of its clients.</summary>
    internal MistakeLog Mistakes { get; }

    /// <summary>The level of entries that say why a client was refused. An operator needs them too.</summary>
    internal LogLevel AdviceLevel => Options.Engine.WarnOfMistakes == true ? LogLevel.Warning : LogLevel.Information;

    internal TokenAuthentication Tokens { get; }

    /// <summary>The timer wheel for all time-outs of namespaces and sockets. The engine has its own.</summary>
    internal TimerWheel Timers { get; }

    /// <summary>The disconnect handlers that still run. The server waits for them when it closes.</summary>
    internal HandlersInFlight Ending { get; } = new(bound: 1);

    internal NamespaceRegistry Registry { get; }

    private protected override BroadcastOperator Target => new(MainNamespace.Adapter, BroadcastOptions.Everyone);

    /// <summary>Gets a namespace by name, and creates it if it does not exist. A missing leading slash is added.</summary>
    public Namespace Of(string name) => Registry.GetOrAdd(name);

    /// <summary>Gets the id of a user, as <see cref="SocketIOOptions.UserId"/> makes it.</summary>
    /// <returns>The id; <see langword="null"/> if this user has none, or if users have no ids.</returns>
    public string? UserIdOf(ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return _userId?.Invoke(user) is { Length: > 0 } id ? id : null;
    }

    /// <summary>
    /// Lets clients create namespaces whose names match a pattern. A namespace is created when the first client asks for it.
    /// </summary>
    /// <remarks>
    /// Patterns and predicates are tried in the order in which you add them. Use a pattern with a time-out or without backtracking, because
    /// the names come from clients.
    /// </remarks>
    public ParentNamespace Of(Regex pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return Registry.AddParent(pattern);
    }

    /// <summary>
    /// Lets clients create namespaces that a predicate allows. The predicate gets the name and the credentials of the client. A namespace
    /// is created when the first client asks for it.
    /// </summary>
    public ParentNamespace Of(Func<string, HandshakeAuth, ValueTask<bool>> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Registry.AddParent(predicate);
    }

    /// <summary>
    /// Lets clients create namespaces that a predicate allows. The predicate gets the name and the credentials of the client. A namespace
    /// is created when the first client asks for it.
    /// </summary>
    public ParentNamespace Of(Func<string, HandshakeAuth, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return Registry.AddParent((name, auth) => ValueTask.FromResult(predicate(name, auth)));
    }

    /// <summary>
    /// Adds a listener for namespaces that the application or a client creates (<c>new_namespace</c> in Node). It is not called for the
    /// main namespace. No client enters the namespace before its listeners, and the tasks that they return, have ended.
    /// </summary>
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

    /// <summary>Removes a listener that you have added with <c>OnNamespaceCreated</c>.</summary>
    public SocketIOServer OffNamespaceCreated(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _namespaceCreated.Remove(listener);
        return this;
    }

    /// <summary>Adds a handler that is called for each socket that connects to the main namespace.</summary>
    public SocketIOServer OnConnection(Action<Socket> handler)
    {
        MainNamespace.OnConnection(handler);
        return this;
    }

    /// <summary>Adds a handler that is called for each socket that connects to the main namespace.</summary>
    public SocketIOServer OnConnection(Func<Socket, Task> handler)
    {
        MainNamespace.OnConnection(handler);
        return this;
    }

    /// <summary>Adds a handler that is called for each socket that connects to the main namespace.</summary>
    [OverloadResolutionPriority(1)]
    public SocketIOServer OnConnection(Func<Socket, ValueTask> handler)
    {
        MainNamespace.OnConnection(handler);
        return this;
    }

    /// <summary>Adds a middleware to the main namespace. It does not run for other namespaces.</summary>
    public SocketIOServer Use(Action<Socket> middleware)
    {
        MainNamespace.Use(middleware);
        return this;
    }

    /// <summary>Adds a middleware to the main namespace. It does not run for other namespaces.</summary>
    public SocketIOServer Use(Func<Socket, Task> middleware)
    {
        MainNamespace.Use(middleware);
        return this;
    }

    /// <summary>Adds a middleware to the main namespace. It does not run for other namespaces.</summary>
    [OverloadResolutionPriority(1)]
    public SocketIOServer Use(Func<Socket, ValueTask> middleware)
    {
        MainNamespace.Use(middleware);
        return this;
    }

    /// <summary>
    /// Closes the server. New connections are refused, and sockets are disconnected with the reason <c>server shutting down</c>. The server
    /// writes what is queued, closes the transports so that clients reconnect elsewhere, waits for disconnect handlers, and closes the
    /// adapters. This also happens when the application stops. You may call it more than once.
    /// </summary>
    /// <param name="cancellationToken">
    /// Stops waiting for slow clients and for disconnect handlers. Without a token, the server waits for handlers for at most 10 seconds.
    /// </param>
    /// <returns>
    /// A task that completes when the server is closed. Inside a disconnect handler or a stream it completes at once, because the server
    /// waits for that handler.
    /// </returns>
    public Task CloseAsync(CancellationToken cancellationToken = default)
    {
        // This runs under no lock, because disconnect handlers run inside it. They may call this method themselves.
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

    /// <summary>
    /// The error message that others get for a failure. The exception's own message goes to the log only, unless an option allows more.
    /// </summary>
    internal string ErrorTextOf(Exception exception) => Options.EnableDetailedErrors ? exception.Message : ConnectPackets.InternalError;

    internal Adapter CreateAdapter(Namespace ns)
    {
        // What a namespace starts runs as long as the namespace exists, so it must not inherit the context of the first caller.
        using var clean = CleanContext.Enter();
        return _adapters(ns);
    }

    internal Delivery CreateDelivery(Namespace ns) => (Options.ConnectionStateRecovery, ns.Adapter) switch
    {
        (null, _) => new DirectDelivery(ns),
        ({ } recovery, ClusterAdapter { EventLog: { } log } adapter) => new OrderedDelivery(ns, recovery, adapter, log),
        (_, ClusterAdapter) => throw new InvalidOperationException(
            $"{ns.Adapter.GetType().Name} keeps no events, so connections cannot be recovered. Use another adapter, or turn ConnectionStateRecovery off."),
        ({ } recovery, InMemoryAdapter) => new LoggedDelivery(ns, recovery, _recoveryBudget!, _detached!),
        _ => new DirectDelivery(ns),
    };

    internal void RecoveryFailed(Exception exception, Namespace ns) => Log.RecoveryFailed(Logger, exception, ns.Name);

    /// <summary>Tells the application that a namespace exists. Clients may enter after that.</summary>
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

        // Disconnect handlers may still use what is closed next: adapters, and then the services of the application.
        await WaitForDisconnectHandlersAsync(Ending, cancellationToken);
        foreach (var ns in Registry.All)
        {
            await ns.CloseAsync();
        }
    }

    /// <summary>
    /// Waits for disconnect handlers until the token is cancelled, or for a bounded time if the token cannot be cancelled.
    /// </summary>
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
        [LoggerMessage(113, LogLevel.Warning, "Disconnect handlers or streams did not end in time. The server or the namespace closes without waiting for them.")]
        public static partial void HandlersStillRun(ILogger logger);

        [LoggerMessage(173, LogLevel.Error, "The feature {Feature} of the server could not be disposed of.")]
        public static partial void FeatureFailed(ILogger logger, Exception exception, string feature);

        [LoggerMessage(172, LogLevel.Warning, "Connection state recovery of namespace {Namespace} failed. Clients get new sessions.")]
        public static partial void RecoveryFailed(ILogger logger, Exception exception, string @namespace);
    }
}
