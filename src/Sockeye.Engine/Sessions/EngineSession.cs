using Sockeye.Engine.Delivery;
using Sockeye.Engine.Transports;
using Sockeye.Engine.Transports.WebSockets;

namespace Sockeye.Engine.Sessions;

/// <summary>
/// One connection of a client. It stays the same when its transport is upgraded, and ends once, with one <see cref="EngineCloseReason"/>.
/// </summary>
/// <remarks>
/// One lock, the gate, guards the session and its transports. It is never held while writing or calling a handler. The state changes only
/// in <see cref="TryMove"/>.
/// </remarks>
public sealed partial class EngineSession
{
    // After each this many waiting packets, the session checks whether the client is still connected.
    private const int LooksEach = 64;

    private readonly EngineServer _server;
    private readonly FlushShard _shard;
    private readonly Heartbeat _heartbeat;
    private HandlerCalls _calls = new();
    private PendingConnection? _pending; // set until the client is established
    private Transport _transport;
    private BoundedOutbox _outbox;
    private TaskCompletionSource? _room;
    private volatile EngineSessionState _state;
    private bool _dirty;
    private bool _overflown;
    private bool _peerGone;

    internal EngineSession(EngineServer server, PendingConnection pending, int protocol, EngineHandshake handshake, FlushShard shard, Func<EngineSession, Transport> transport)
    {
        _server = server;
        _shard = shard;
        _pending = pending;
        Id = pending.SessionId;
        Protocol = protocol;
        Handshake = handshake;
        _heartbeat = new Heartbeat(this, server);
        _transport = transport(this);
    }

    /// <summary>
    /// The id of the session, 20 characters of base64url. A client that knows it can take over the session, so do not show it to other
    /// clients.
    /// </summary>
    public string Id { get; }

    /// <summary>The revision of the Engine.IO protocol: 4, or 3 for old clients (<see cref="EngineOptions.AllowEIO3"/>).</summary>
    public int Protocol { get; }

    /// <summary>The transport in use: <c>polling</c> or <c>websocket</c>.</summary>
    public string TransportName => Volatile.Read(ref _transport).Name;

    /// <summary>The first request of the session.</summary>
    public EngineHandshake Handshake { get; }

    /// <summary>The state of the session.</summary>
    public EngineSessionState State => _state;

    /// <summary>Whether a packet would be sent at once: a poll is waiting, or the buffer of the WebSocket has room.</summary>
    public bool IsWritable
    {
        get
        {
            lock (Gate)
            {
                return _state == EngineSessionState.Open && _transport.IsWritable;
            }
        }
    }

    /// <summary>
    /// Waits until the client has taken most of what is queued for it: at most a sixteenth of <see cref="EngineOptions.MaxBufferedBytes"/>
    /// and of <see cref="EngineOptions.MaxBufferedPackets"/> is left, or the session has ended. Use it for data that may wait, such as the
    /// next item of a stream.
    /// </summary>
    public Task WaitForRoomAsync()
    {
        lock (Gate)
        {
            return _state != EngineSessionState.Open || _outbox.HasRoom(_server.Options)
                ? Task.CompletedTask
                : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    // An existing object serves as the lock, because a separate one would cost noticeable memory with hundreds of thousands of idle
    // sessions.
    internal object Gate => _heartbeat;

    /// <summary>The link of <see cref="FlushShard"/>.</summary>
    internal EngineSession? NextDirty { get; set; }

    /// <summary>The transport in use. Changed under the gate.</summary>
    internal Transport Transport => _transport;

    /// <summary>The upgrade that is under way. Changed under the gate.</summary>
    internal TransportUpgrade? Upgrade { get; set; }

    /// <summary>Whether the client has sent something that the layer above refuses because of its size.</summary>
    internal bool IsTooLarge { get; private set; }

    /// <summary>Whether anything waits to be written. Under the gate.</summary>
    internal bool HasQueued => !_outbox.IsEmpty;

    /// <summary>
    /// Queues a packet by reference. It never waits and never throws, and is thread-safe. Packets are sent in the order of the calls.
    /// </summary>
    /// <remarks>It does not call the handler of the session either. If the queue overflows, another thread ends the session.</remarks>
    public SendResult Send(EncodedPacket packet, SendFlags flags = SendFlags.None)
    {
        bool handOver;
        bool looks;
        Transport transport;
        if ((flags & SendFlags.Uncompressed) != 0 && _server.Compresses)
        {
            packet = packet.Uncompressed;
        }

        lock (Gate)
        {
            // Answers to the last messages of a client that has ended only its own direction are written at the end of that batch.
            if (_state != EngineSessionState.Open || (_peerGone && !_calls.IsDispatching))
            {
                return SendResult.Closed;
            }

            if ((flags & SendFlags.Volatile) != 0 && !_transport.IsWritable)
            {
                return SendResult.Dropped;
            }

            if (!_outbox.TryAdd(packet, _server.Options))
            {
                if (!_overflown)
                {
                    _overflown = true;
                    SlowConsumer.EndLater(this, _server, _outbox.HasMostPackets(_server.Options));
                }

                return SendResult.Overflow;
            }

            // During a read batch the reader flushes at the end. A running drain continues until nothing is left.
            handOver = !_dirty && !_calls.IsDispatching && _transport.CanDrain;
            _dirty |= handOver;
            looks = _outbox.QueuedCount % LooksEach == 0;
            transport = _transport;
        }

        if (handOver)
        {
            _shard.Add(this);
        }

        // If many connections end at the same time, applications inform the others about each of them. Without this check, what waits for
        // connections that have ended too would grow with the square of their number.
        if (looks && transport.HasPeerGone())
        {
            PeerGone(transport);
        }

        return SendResult.Queued;
    }

    /// <summary>
    /// Reports that the client has sent more than a limit of the layer above allows. It is counted and logged, and a WebSocket that is then
    /// closed gets the status 1009. Close the session afterwards.
    /// </summary>
    /// <param name="option">The name of the option that holds the limit, for the log.</param>
    /// <param name="limit">The limit in bytes.</param>
    public void MessageTooLarge(string option, long limit)
    {
        IsTooLarge = true;
        TellTooLarge(TransportName, option, limit);
    }

    /// <summary>
    /// Ends the session. What is queued is written first, then the transport is closed. The reason is
    /// <see cref="EngineCloseReason.ForcedClose"/>. It does not wait, and you may call it more than once.
    /// </summary>
    /// <remarks>
    /// <see cref="IEngineSessionHandler.OnClosed"/> is called before this returns. If the handler is already in a call, it is called as
    /// soon as that call returns.
    /// </remarks>
    public void Close() => End(EngineCloseReason.ForcedClose, null, flush: true);

    /// <summary>
    /// Says that the client is established, so that the session no longer counts as pending. You may call it more than once. See
    /// <see cref="IEngineSessionHandler.IsPending"/>.
    /// </summary>
    public void SetEstablished() => Interlocked.Exchange(ref _pending, null)?.Leave();

    /// <summary>Sets the handler of the session. The handler is now called for what has happened since the session was created.</summary>
    internal void Start(IEngineSessionHandler handler, Action<EngineSession> register)
    {
        _calls.Handler = handler ?? throw new InvalidOperationException("The callback for new sessions returned no handler.");
        if (!handler.IsPending)
        {
            SetEstablished();
        }

        _heartbeat.Start();
        register(this);
        EndDispatch();
    }

    /// <summary>How long to wait for the client of a closing session: at most until it would have timed out.</summary>
    internal TimeSpan TimeLeft => _heartbeat.TimeLeft;

    /// <summary>Whether the session has timed out. If so, this ends it.</summary>
    internal bool EndIfOverdue() => _heartbeat.EndIfOverdue();

    /// <summary>Writes what is queued. Called by the flush shard.</summary>
    internal void FlushDirty()
    {
        Transport transport;
        bool drain;
        lock (Gate)
        {
            _dirty = false;
            transport = _transport;
            drain = transport.TryBeginDrain();
        }

        if (drain)
        {
            transport.RunDrain();
        }
    }

    /// <summary>Moves out what is queued. It counts against the limits until <see cref="Written"/>. Under the gate.</summary>
    internal Outbox TakeQueued() => _outbox.Take();

    /// <summary>Called when packets that were taken have been passed to the network. Under the gate.</summary>
    internal void Written(long bytes, int packets)
    {
        _outbox.Written(bytes, packets);
        if (_room is not null && _outbox.HasRoom(_server.Options))
        {
            GiveRoom();
        }
    }

    /// <summary>
    /// Called when the other side of a transport has ended the connection, or its own direction of it. Nothing is kept for it. Its last
    /// messages are still read and answered, then the session ends.
    /// </summary>
    internal void PeerGone(Transport transport)
    {
        lock (Gate)
        {
            if (_transport == transport)
            {
                _peerGone = true;
                if (!_calls.IsDispatching)
                {
                    // Answers to its last messages are written at the end of that batch.
                    _outbox.Release();
                }
            }
        }
    }

    /// <summary>Makes another transport the one in use. Under the gate.</summary>
    internal void SwitchTo(WebSocketTransport transport)
    {
        _transport = transport;
        Upgrade = null;
    }

    /// <summary>Called when the client has sent more than <see cref="EngineOptions.MaxPayload"/> in one piece.</summary>
    internal void PayloadTooLarge(string transport) => TellTooLarge(transport, nameof(EngineOptions.MaxPayload), _server.Options.MaxPayload);

    /// <summary>Ends the session, once.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="description">Details for the application.</param>
    /// <param name="flush">Whether what is queued is still written.</param>
    internal void End(EngineCloseReason reason, string? description, bool flush = false)
    {
        Transport transport;
        TransportUpgrade? upgrade;
        bool wasOpen;
        bool tell;
        lock (Gate)
        {
            wasOpen = _state == EngineSessionState.Open;
            if (!TryMove(flush ? EngineSessionState.Closing : EngineSessionState.Closed))
            {
                return;
            }

            GiveRoom();
            tell = wasOpen && _calls.SessionEnded(reason, description);
            transport = _transport;
            upgrade = Upgrade;
        }

        if (wasOpen)
        {
            Log.Ended(_server.Logger, Id, reason, description);
            _heartbeat.Stop();
            SetEstablished();
            _server.OnSessionEnded();
        }

        if (!flush)
        {
            // This comes before the client learns of the end, because its next request must not find a session.
            _server.Forget(this);
        }

        transport.Close();
        upgrade?.SessionEnded();
        if (tell)
        {
            TellClosed();
        }
    }

    /// <summary>Called when the transport in use has ended. What was not written yet is lost.</summary>
    internal void TransportEnded() => End(EngineCloseReason.TransportClose, null);

    private void TellTooLarge(string transport, string option, long limit)
    {
        _server.Metrics.Oversized(transport);
        if (_server.LimitWarnings.ShouldWrite(option, out int skipped))
        {
            Log.PayloadTooLarge(_server.Logger, Id, transport, option, limit, skipped);
        }
    }

    // Under the gate. The waiting callers continue on other threads.
    private void GiveRoom()
    {
        _room?.SetResult();
        _room = null;
    }

    // The only place at which the state changes. Under the gate.
    private bool TryMove(EngineSessionState next)
    {
        if (next <= _state)
        {
            return false;
        }

        _state = next;
        if (next == EngineSessionState.Closed)
        {
            _outbox.Release();
        }

        return true;
    }
}
