using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Diagnostics;
using Sockeye.Engine.Http;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Transports;
using Sockeye.Engine.Transports.WebSockets;
using Sockeye.Hooks;
using Sockeye.Mistakes;
using Sockeye.Timing;

namespace Sockeye.Engine;

/// <summary>An Engine.IO server: the sessions of one endpoint, over HTTP long-polling and WebSocket.</summary>
public sealed partial class EngineServer : IAsyncDisposable, IListenerFailures
{
    private readonly Func<EngineSession, IEngineSessionHandler> _onSession;
    private readonly RequestRouter _router;
    private readonly FlushShard[] _shards;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, EngineSession> _sessions = new(StringComparer.Ordinal);
    private readonly HashSet<WebSocketTransport> _webSockets = [];
    private readonly Hook<ConnectionError> _connectionRefused = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _clients;
    private int _nextShard;
    private volatile bool _closing;

    /// <summary>Creates a server.</summary>
    /// <param name="options">The options. An invalid value throws an <see cref="ArgumentException"/>.</param>
    /// <param name="onSession">
    /// Called for each new session, before the client gets an answer. It returns the handler of the session.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">The factory of the loggers.</param>
    public EngineServer(EngineOptions options, Func<EngineSession, IEngineSessionHandler> onSession, TimeProvider time, ILoggerFactory loggers)
        : this(options, onSession, time, loggers, meters: null)
    {
    }

    /// <summary>Creates a server.</summary>
    /// <param name="options">The options. An invalid value throws an <see cref="ArgumentException"/>.</param>
    /// <param name="onSession">
    /// Called for each new session, before the client gets an answer. It returns the handler of the session.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">The factory of the loggers.</param>
    /// <param name="meters">Creates the meter <c>Sockeye.Engine</c>; <see langword="null"/> lets the server create its own.</param>
    public EngineServer(
        EngineOptions options,
        Func<EngineSession, IEngineSessionHandler> onSession,
        TimeProvider time,
        ILoggerFactory loggers,
        IMeterFactory? meters)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(onSession);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(loggers);
        OptionsValidation.ThrowIfInvalid(options);
        ColdStart.Prevent();
        Options = options;
        Time = time;
        Logger = new GuardedLogger(loggers.CreateLogger<EngineServer>());
        Timers = new TimerWheel(time, Logger, LoopDriver.TryCreate);
        Metrics = new EngineMetrics(meters);
        LimitWarnings = new LogSampler(time);
        Mistakes = new EngineMistakes(new MistakeLog(Logger, options.WarnOfMistakes == true, time), options);
        Opening = new OpenPacket(options);
        Pending = new PendingConnections(options.MaxPendingConnections, options.MaxPendingConnectionsPerAddress);
        Responses = new ResponseWriter(this, loggers);
        _onSession = onSession;
        _router = new RequestRouter(this);
        _shards = new FlushShard[Environment.ProcessorCount];
        for (int i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new FlushShard();
        }
    }

    /// <summary>The options of the server. Do not change them after the server has been created.</summary>
    public EngineOptions Options { get; }

    /// <summary>The timer wheel for all time-outs of this server.</summary>
    internal TimerWheel Timers { get; }

    /// <summary>How many sessions are open.</summary>
    public int ClientsCount => Volatile.Read(ref _clients);

    /// <summary>How many clients are connecting; see <see cref="EngineOptions.MaxPendingConnections"/>.</summary>
    public int PendingConnections => Pending.Count;

    internal PendingConnections Pending { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal EngineMetrics Metrics { get; }

    internal LogSampler LimitWarnings { get; }

    internal EngineMistakes Mistakes { get; }

    internal OpenPacket Opening { get; }

    internal ResponseWriter Responses { get; }

    internal bool IsClosing => _closing;

    /// <summary>Whether there is a transport that compresses. If not, the wish not to be compressed need not be kept.</summary>
    internal bool Compresses => Options.HttpCompression is not null || Options.PerMessageDeflate is not null;

    /// <summary>
    /// Adds a listener for each refused request (<c>connection_error</c> in Node). It is called before the request is answered. Exceptions
    /// of a listener are logged and counted.
    /// </summary>
    public EngineServer OnConnectionRefused(Action<ConnectionError> listener)
    {
        _connectionRefused.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnConnectionRefused(Action{ConnectionError})"/>
    /// <remarks>The answer does not wait for the task, so read what you need of the request before the first <c>await</c>.</remarks>
    public EngineServer OnConnectionRefused(Func<ConnectionError, Task> listener)
    {
        _connectionRefused.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnConnectionRefused(Func{ConnectionError, Task})"/>
    [OverloadResolutionPriority(1)]
    public EngineServer OnConnectionRefused(Func<ConnectionError, ValueTask> listener)
    {
        _connectionRefused.Add(listener);
        return this;
    }

    /// <summary>Removes a listener that you have added with <c>OnConnectionRefused</c>.</summary>
    public EngineServer OffConnectionRefused(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _connectionRefused.Remove(listener);
        return this;
    }

    /// <summary>Handles one HTTP request: handshake, poll, post or WebSocket.</summary>
    public Task HandleRequestAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return _router.HandleAsync(context);
    }

    /// <summary>
    /// Applies the policy of <see cref="EngineOptions.Cors"/> to a response that the application itself sends below the path of the server.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <returns>Whether the request was a preflight request. In that case it is now answered.</returns>
    public bool ApplyCors(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Responses.ApplyCors(context);
    }

    /// <summary>
    /// Closes the server. New sessions are refused. Open sessions end after their queues are written: a poll gets a close packet, a
    /// WebSocket a close frame. The task completes when all sessions have ended, at the latest when the token is cancelled. You may call it
    /// more than once.
    /// </summary>
    /// <remarks>
    /// The handlers of the sessions are called for the end on the calling thread. A handler that blocks holds up this call, even beyond the
    /// token.
    /// </remarks>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _closing = true;
        }

        foreach (KeyValuePair<string, EngineSession> entry in _sessions)
        {
            entry.Value.End(EngineCloseReason.ServerShutdown, null, flush: true);
        }

        CompleteIfDrained();

        // On another thread, because handlers are called, and one that blocks would hold up the code that cancels.
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static server => ThreadPool.UnsafeQueueUserWorkItem(static server => server.AbortAll(), (EngineServer)server!, preferLocal: false), this);
        await _drained.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync(new CancellationToken(canceled: true));
        Timers.Dispose();
        Metrics.Dispose();
    }

    void IListenerFailures.OnListenerFailed(string hook, Exception exception)
    {
        Metrics.ListenerFailed();
        Log.ListenerFailed(Logger, exception, hook);
    }

    /// <summary>Opens a session and registers it.</summary>
    /// <param name="pending">Its id and its place, which the session takes over.</param>
    /// <param name="handshake">The data of the first request.</param>
    /// <param name="protocol">The revision of the protocol.</param>
    /// <param name="transport">Creates its transport.</param>
    /// <param name="failed">Whether the callback of the application threw.</param>
    /// <returns>
    /// The session; <see langword="null"/> if the callback failed or the server is closing. The session has ended in that case.
    /// </returns>
    internal EngineSession? Open(PendingConnection pending, EngineHandshake handshake, int protocol, Func<EngineSession, Transport> transport, out bool failed)
    {
        FlushShard shard = _shards[(uint)Interlocked.Increment(ref _nextShard) % (uint)_shards.Length];
        var session = new EngineSession(this, pending, protocol, handshake, shard, transport);
        pending.Opened();
        Interlocked.Increment(ref _clients);
        Metrics.SessionOpened();
        failed = false;
        try
        {
            session.Start(_onSession(session), Register);
        }
        catch (Exception exception)
        {
            failed = true;
            Metrics.ListenerFailed();
            Log.OnSessionFailed(Logger, exception);
            session.End(EngineCloseReason.ForcedClose, "the session could not be opened");
        }

        return session.State == EngineSessionState.Closed ? null : session;
    }

    /// <summary>Gets a session by id, if a client may still use it.</summary>
    internal EngineSession? Find(string sid) =>
        _sessions.TryGetValue(sid, out EngineSession? session) && !session.EndIfOverdue() ? session : null;

    /// <summary>Whether a session with an id exists, in any state.</summary>
    internal bool IsTaken(string sid) => _sessions.ContainsKey(sid);

    /// <summary>Removes a session, so that it is not found any more.</summary>
    internal void Forget(EngineSession session)
    {
        _sessions.TryRemove(new KeyValuePair<string, EngineSession>(session.Id, session));
        CompleteIfDrained();
    }

    /// <summary>Called when a session no longer counts as open.</summary>
    internal void OnSessionEnded()
    {
        Interlocked.Decrement(ref _clients);
        Metrics.SessionEnded();
    }

    internal void Add(WebSocketTransport webSocket)
    {
        lock (_gate)
        {
            _webSockets.Add(webSocket);
        }
    }

    internal void Remove(WebSocketTransport webSocket)
    {
        lock (_gate)
        {
            _webSockets.Remove(webSocket);
        }

        CompleteIfDrained();
    }

    internal Task RefuseAsync(HttpContext context, RefusedRequest refusal, bool isWebSocket = false)
    {
        Metrics.RequestRefused(refusal.Code);
        Log.Refused(Logger, refusal.Code, refusal.Message);
        Mistakes.Refused(context, refusal, isWebSocket);
        if (!_connectionRefused.IsEmpty)
        {
            _connectionRefused.Start(new ConnectionError(context, refusal.Code, refusal.Message, refusal.Details), "connection refused", this);
        }

        return ResponseWriter.WriteRefusalAsync(context, refusal, isWebSocket);
    }

    // Under the gate, so that no session is added after the one look that CloseAsync takes.
    private void Register(EngineSession session)
    {
        bool closing;
        bool taken = false;
        lock (_gate)
        {
            closing = _closing;
            if (!closing && session.State != EngineSessionState.Closed)
            {
                taken = !_sessions.TryAdd(session.Id, session);
            }
        }

        if (closing)
        {
            session.End(EngineCloseReason.ServerShutdown, null);
        }
        else if (taken)
        {
            // Two handshakes got the same id at the same time.
            session.End(EngineCloseReason.ForcedClose, "the session id is in use");
        }
        else if (session.State == EngineSessionState.Closed)
        {
            Forget(session);
        }
    }

    private void AbortAll()
    {
        foreach (KeyValuePair<string, EngineSession> entry in _sessions)
        {
            entry.Value.Transport.Abort();
        }

        WebSocketTransport[] webSockets;
        lock (_gate)
        {
            webSockets = [.. _webSockets];
        }

        foreach (WebSocketTransport webSocket in webSockets)
        {
            webSocket.Abort();
        }

        // If a handler never returns, its request stays, but the caller does not wait.
        _drained.TrySetResult();
    }

    private void CompleteIfDrained()
    {
        if (!_closing)
        {
            return;
        }

        bool drained;
        lock (_gate)
        {
            drained = _sessions.IsEmpty && _webSockets.Count == 0;
        }

        if (drained)
        {
            _drained.TrySetResult();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(148, LogLevel.Debug, "A request was refused: {Code} ({Message}).", EventName = "RequestRefused")]
        public static partial void Refused(ILogger logger, EngineErrorCode code, string message);

        [LoggerMessage(159, LogLevel.Error, "A session could not be opened.", EventName = "OnSessionFailed")]
        public static partial void OnSessionFailed(ILogger logger, Exception exception);

        [LoggerMessage(164, LogLevel.Error, "A listener of \"{Hook}\" failed.", EventName = "ListenerFailed")]
        public static partial void ListenerFailed(ILogger logger, Exception exception, string hook);
    }
}
