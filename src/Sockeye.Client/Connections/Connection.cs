using Microsoft.Extensions.Logging;
using Sockeye.Client.Diagnostics;
using Sockeye.Client.Transports;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Timing;

namespace Sockeye.Client.Connections;

/// <summary>
/// The connection of a <see cref="SocketIOClient"/>. It opens when a socket needs it, reconnects when it is lost, and passes packets to the
/// sockets of their namespaces.
/// </summary>
/// <remarks>
/// One lock, <see cref="Gate"/>, guards it and its sockets. Code of the application does not run under it: events for listeners are put
/// into queues, which are emptied elsewhere. An Engine.IO session has its own lock, which is taken inside the gate. The session never calls
/// its handler under that lock, so the two locks cannot cause a deadlock.
/// </remarks>
internal sealed partial class Connection
{
    private readonly string _url;
    private readonly EngineEndpoint _endpoint;
    private readonly PacketDecoderOptions _limits = new();
    private readonly Reconnection _reconnection;
    private readonly EngineTimer _wait;
    private readonly EngineTimer _attemptTimeout;
    private readonly List<ClientSocket> _sockets = [];
    private readonly HashSet<EngineConnection> _engines = [];
    private ConnectionAttempt? _attempt;

    public Connection(SocketIOClient client, Uri url, SocketIOClientOptions options)
    {
        Client = client;
        Options = options;

        // The log must not have passwords and tokens.
        _url = url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        _endpoint = new EngineEndpoint(url, options);
        Logger = new DeferredLogger(new Sockeye.Diagnostics.GuardedLogger(options.LoggerFactory.CreateLogger("Sockeye.Client")));
        Timers = AckTimers.For(options.TimeProvider);
        Serializer = Serializers.For(options.JsonOptions);
        Events = new ClientEvents(options, Logger);
        _limits.FollowMessageLimit(options.MaxMessageBytes);
        _reconnection = new Reconnection(
            options.Reconnection, options.ReconnectionAttempts ?? int.MaxValue, new Backoff(options.ReconnectionDelay, options.ReconnectionDelayMax, options.RandomizationFactor));
        _wait = new EngineTimer(options.TimeProvider, OnWaited);
        _attemptTimeout = new EngineTimer(options.TimeProvider, OnAttemptTimeout);
    }

    public Lock Gate { get; } = new();

    public SocketIOClient Client { get; }

    public SocketIOClientOptions Options { get; }

    public ArgumentSerializer Serializer { get; }

    public ILogger Logger { get; }

    /// <summary>The timer wheel for acknowledgements.</summary>
    public TimerWheel Timers { get; }

    public ClientEvents Events { get; }

    /// <summary>Whether the client was disposed of. Nothing is opened any more then.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>The session, if it is open.</summary>
    public EngineConnection? OpenEngine => _reconnection.Phase == ReconnectionPhase.Open ? _attempt?.Engine : null;

    /// <summary>Gets the socket of a namespace, which is always the same object.</summary>
    public ClientSocket SocketOf(string name)
    {
        lock (Gate)
        {
            foreach (var known in _sockets)
            {
                if (known.Namespace == name)
                {
                    return known;
                }
            }

            var socket = new ClientSocket(this, name);
            _sockets.Add(socket);
            return socket;
        }
    }

    /// <summary>Called when a socket wants to connect. Call it under the gate.</summary>
    public void Start()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, Client);
        Apply(_reconnection.Start());
    }

    /// <summary>Closes the connection if no socket wants to be connected any more. Call it under the gate.</summary>
    public void StopIfUnused()
    {
        if (!_sockets.Exists(static socket => socket.IsActive))
        {
            Stop();
        }
    }

    /// <summary>
    /// Passes a packet to the transport behind earlier packets, even beyond the limit of waiting bytes. It is for packets that have their
    /// own limit: those that waited for the connection, and those that connect or disconnect a socket, without which client and server
    /// would disagree. Call it under the gate.
    /// </summary>
    /// <returns><see langword="false"/> if there is no session, or if it has ended.</returns>
    public bool Send(in OutgoingPacket packet) => OpenEngine is { } engine && engine.Send(packet, isBounded: false);

    /// <summary>Disconnects all sockets and closes the connection. Nothing reconnects by itself.</summary>
    /// <returns>The sessions that are being closed.</returns>
    public EngineConnection[] Close(bool dispose)
    {
        lock (Gate)
        {
            IsDisposed |= dispose;
            foreach (var socket in _sockets)
            {
                socket.DisconnectUnderGate();
                if (dispose)
                {
                    socket.Dispose();
                }
            }

            Stop();
            return [.. _engines];
        }
    }

    /// <summary>Drops the connection as a broken network would.</summary>
    public void Abort()
    {
        ConnectionAttempt? attempt;
        lock (Gate)
        {
            attempt = _attempt;
        }

        attempt?.Engine.Abort();
    }

    /// <summary>Closes a connection that cannot be used any more, and reconnects as if it had been lost. Call it under the gate.</summary>
    public void Drop(DisconnectReason reason, ConnectFailure failure)
    {
        if (_attempt is { } attempt)
        {
            Release(attempt);
            attempt.Engine.Close();
            Lost(reason, failure);
        }
    }

    public void OnOpen(ConnectionAttempt attempt)
    {
        lock (Gate)
        {
            if (attempt != _attempt)
            {
                return;
            }

            _attemptTimeout.Dispose();
            var attempts = _reconnection.Opened();
            Log.Opened(Logger, _url, attempt.Engine.TransportName);
            Events.Open();
            foreach (var socket in _sockets)
            {
                if (socket.IsActive)
                {
                    socket.OnOpen();
                }
            }

            if (attempts > 0)
            {
                ClientMetrics.Reconnected();
                Events.Reconnect(attempts);
            }
        }
    }

    public void OnPacket(ConnectionAttempt attempt, in Packet packet)
    {
        lock (Gate)
        {
            if (attempt == _attempt && Find(packet.Namespace) is { } socket)
            {
                socket.OnPacket(packet);
            }
        }
    }

    /// <summary>
    /// Handles bytes that are not a packet, or that the parser of the application cannot read. The connection cannot be used any more.
    /// </summary>
    public void OnInvalid(ConnectionAttempt attempt, string message, Exception? exception = null)
    {
        lock (Gate)
        {
            if (attempt == _attempt)
            {
                Drop(new DisconnectReason(DisconnectReason.ParseError, message), new ConnectFailure(ConnectErrorKind.Transport, message, exception));
            }
        }
    }

    /// <summary>Handles an exception of the parser that the options have. The parser is code of the application.</summary>
    public void OnParserFailed(ConnectionAttempt attempt, Exception exception)
    {
        ClientMetrics.ListenerFailed();
        Log.ParserFailed(Logger, exception, _url);
        OnInvalid(attempt, $"The parser in the options has failed: {exception.Message}", exception);
    }

    public void OnPing(ConnectionAttempt attempt)
    {
        lock (Gate)
        {
            if (attempt == _attempt)
            {
                Events.Ping();
            }
        }
    }

    public void OnUpgraded(ConnectionAttempt attempt, string transport)
    {
        lock (Gate)
        {
            if (attempt == _attempt)
            {
                Events.Upgrade(transport);
            }
        }
    }

    public void OnClosed(ConnectionAttempt attempt, EngineClosed closed)
    {
        lock (Gate)
        {
            if (attempt != _attempt)
            {
                return;
            }

            Release(attempt);
            Lost(
                new DisconnectReason(closed.Reason, closed.Failure?.Message),
                closed.Failure ?? new ConnectFailure(ConnectErrorKind.Tcp, $"The connection was lost before it was open: {closed.Reason}."));
        }
    }

    private void OnAttemptTimeout()
    {
        lock (Gate)
        {
            if (!_attemptTimeout.TryFire() || _attempt is not { } attempt)
            {
                return;
            }

            Release(attempt);
            attempt.Engine.Abort();
            var message = $"The server at {_url} did not open a session within {Options.Timeout.TotalSeconds:0.###} s. Check that it can be reached from here, or raise the option Timeout.";
            Lost(new DisconnectReason(DisconnectReason.TransportError, message), new ConnectFailure(ConnectErrorKind.Timeout, message));
        }
    }

    private void OnWaited()
    {
        lock (Gate)
        {
            if (!_wait.TryFire())
            {
                return;
            }

            Events.ReconnectAttempt(_reconnection.Attempt);
            Apply(_reconnection.Elapsed());
        }
    }

    private void Stop()
    {
        var wasOpen = _reconnection.Phase == ReconnectionPhase.Open;
        if (_reconnection.Stop() == ReconnectionStep.Close)
        {
            _wait.Dispose();
            if (_attempt is { } attempt)
            {
                Release(attempt);
                attempt.Engine.Close();
            }

            if (wasOpen)
            {
                Events.Close(new DisconnectReason(DisconnectReason.ForcedClose));
            }
        }
    }

    private void Apply(ReconnectionStep step)
    {
        switch (step)
        {
            case ReconnectionStep.Open:
                _attempt = new ConnectionAttempt(this, _endpoint, _limits);
                Track(_attempt.Engine);
                _attemptTimeout.Arm(Options.Timeout);
                _attempt.Engine.Open();
                break;
            case ReconnectionStep.Wait:
                _wait.Arm(_reconnection.Delay);
                break;
            case ReconnectionStep.GiveUp:
                Events.ReconnectFailed();
                break;
        }
    }

    // The attempt failed, or the connection was lost. Listeners are called in the same order as in socket.io-client.
    private void Lost(DisconnectReason reason, ConnectFailure failure)
    {
        var wasOpen = _reconnection.Phase == ReconnectionPhase.Open;
        var wasReconnecting = _reconnection.IsReconnecting;
        var exception = new ConnectException(failure);
        if (wasOpen)
        {
            Log.Lost(Logger, _url, reason.Name, reason.Description);
            Events.Close(reason);
        }
        else
        {
            Log.AttemptFailed(Logger, _url, failure.Kind, failure.Message);
            Events.Error(exception);
        }

        var step = _reconnection.Lost(Random.Shared.NextDouble());
        var isLast = step is ReconnectionStep.None or ReconnectionStep.GiveUp || failure.Kind == ConnectErrorKind.Version;
        foreach (var socket in _sockets)
        {
            if (socket.IsActive)
            {
                socket.OnLost(reason, exception, isLast);
            }
        }

        Apply(step);
        if (!wasOpen && wasReconnecting)
        {
            Events.ReconnectError(exception);
        }
    }

    private void Release(ConnectionAttempt attempt)
    {
        if (_attempt == attempt)
        {
            _attempt = null;
            _attemptTimeout.Dispose();
        }
    }

    // Tracked from beginning to end, because disposing of the client waits for it. The execution context of the caller is not kept for so
    // long.
    private void Track(EngineConnection engine)
    {
        _engines.Add(engine);
        engine.Completion.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() =>
        {
            lock (Gate)
            {
                _engines.Remove(engine);
            }
        });
    }

    private ClientSocket? Find(ReadOnlySpan<byte> name)
    {
        // A client has few namespaces, so a walk over their names needs no table.
        foreach (var socket in _sockets)
        {
            if (socket.Hears && name.SequenceEqual(socket.NamespaceUtf8))
            {
                return socket;
            }
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(200, LogLevel.Information, "The connection to {Url} is open, over {Transport}.")]
        public static partial void Opened(ILogger logger, string url, string? transport);

        [LoggerMessage(201, LogLevel.Information, "The connection to {Url} was lost: {Reason}. {Description}")]
        public static partial void Lost(ILogger logger, string url, string reason, string? description);

        [LoggerMessage(202, LogLevel.Warning, "No connection to {Url}: {Kind}. {Message}")]
        public static partial void AttemptFailed(ILogger logger, string url, ConnectErrorKind kind, string message);

        [LoggerMessage(208, LogLevel.Error, "The parser in the options has failed. The connection to {Url} is closed.")]
        public static partial void ParserFailed(ILogger logger, Exception exception, string url);
    }
}
