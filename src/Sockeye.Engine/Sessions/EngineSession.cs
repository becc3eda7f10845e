using Sockeye.Engine.Delivery;
using Sockeye.Engine.Transports;
using Sockeye.Engine.Transports.WebSockets;

namespace Sockeye.Engine.Sessions;

/// <summary>One low-level connection. It survives the upgrade of its transport and ends once, with one <see cref="EngineCloseReason"/>.</summary>
/// <remarks>
/// One lock, the gate, guards the session and its transports. It is never held while writing or calling a handler. The
/// state changes in <see cref="TryMove"/> only.
/// </remarks>
public sealed partial class EngineSession
{
    // Every so many packets that wait, the session looks whether there is still somebody to read them.
    private const int LooksEach = 64;

    private readonly EngineServer _server;
    private readonly FlushShard _shard;
    private readonly Heartbeat _heartbeat;
    private HandlerCalls _calls = new();
    private PendingConnection? _pending; // until the client is established
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

    /// <summary>The id of the session, 20 characters of base64url. Who knows it can take the session over: never show it to others.</summary>
    public string Id { get; }

    /// <summary>The revision of the Engine.IO protocol: 4, or 3 for old clients (<see cref="EngineOptions.AllowEIO3"/>).</summary>
    public int Protocol { get; }

    /// <summary>The transport in use: <c>polling</c> or <c>websocket</c>.</summary>
    public string TransportName => Volatile.Read(ref _transport).Name;

    /// <summary>The first request of the session.</summary>
    public EngineHandshake Handshake { get; }

    /// <summary>Where the session is in its life.</summary>
    public EngineSessionState State => _state;

    /// <summary>Whether a packet sent now would leave at once: a poll is waiting, or the WebSocket's buffer has room.</summary>
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
    /// Waits until the client has taken most of what is queued for it: no more than a sixteenth of <see cref="EngineOptions.MaxBufferedBytes"/> and of <see cref="EngineOptions.MaxBufferedPackets"/> is left,
    /// or the session has ended. It is for what may wait, such as the next item of a stream.
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

    // An object that is there anyway: with hundreds of thousands of idle sessions a lock of its own would be felt.
    internal object Gate => _heartbeat;

    /// <summary>The link of <see cref="FlushShard"/>.</summary>
    internal EngineSession? NextDirty { get; set; }

    /// <summary>The transport in use. Changed under the gate.</summary>
    internal Transport Transport => _transport;

    /// <summary>The upgrade that is going on. Changed under the gate.</summary>
    internal TransportUpgrade? Upgrade { get; set; }

    /// <summary>Whether the client has sent something that the layer above does not take for its size.</summary>
    internal bool IsTooLarge { get; private set; }

    /// <summary>Whether anything waits to be written. Under the gate.</summary>
    internal bool HasQueued => !_outbox.IsEmpty;

    /// <summary>Queues a packet, by reference. Never waits, never throws; thread-safe; packets leave in the order of the calls.</summary>
    /// <remarks>It never calls the session's handler either: an overflow ends the session from another thread.</remarks>
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
            // What answers the last words of a client that has ended its own direction only is written at the end of that batch.
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

            // In its own read batch the reader flushes at the end; while a drain runs, that goes on until nothing is left.
            handOver = !_dirty && !_calls.IsDispatching && _transport.CanDrain;
            _dirty |= handOver;
            looks = _outbox.QueuedCount % LooksEach == 0;
            transport = _transport;
        }

        if (handOver)
        {
            _shard.Add(this);
        }

        // If many connections end at a time, applications tell the others of each: what waits for those that have ended too would grow with the square of their number.
        if (looks && transport.HasPeerGone())
        {
            PeerGone(transport);
        }

        return SendResult.Queued;
    }

    /// <summary>
    /// Says that the client sent more than a limit of the layer above allows: it is counted and logged, and a WebSocket that is closed now gets the status 1009. Close the session afterwards.
    /// </summary>
    /// <param name="option">The name of the option that holds the limit, for the log.</param>
    /// <param name="limit">The limit, in bytes.</param>
    public void MessageTooLarge(string option, long limit)
    {
        IsTooLarge = true;
        TellTooLarge(TransportName, option, limit);
    }

    /// <summary>
    /// Ends the session: what is queued is written first, then the transport is closed. The reason is
    /// <see cref="EngineCloseReason.ForcedClose"/>. Idempotent; does not wait.
    /// </summary>
    /// <remarks>
    /// The handler's <see cref="IEngineSessionHandler.OnClosed"/> is called before this returns, unless the handler is in a call
    /// already: then it is called as soon as that call returns.
    /// </remarks>
    public void Close() => End(EngineCloseReason.ForcedClose, null, flush: true);

    /// <summary>The client is in: the session does not count as pending any more. Idempotent; see <see cref="IEngineSessionHandler.IsPending"/>.</summary>
    public void SetEstablished() => Interlocked.Exchange(ref _pending, null)?.Leave();

    /// <summary>Gives the session what listens to it. What happened to the session since it was made is told only now.</summary>
    internal void Start(IEngineSessionHandler handler, Action<EngineSession> register)
    {
        _calls.Handler = handler ?? throw new InvalidOperationException("The callback for new sessions gave no handler.");
        if (!handler.IsPending)
        {
            SetEstablished();
        }

        _heartbeat.Start();
        register(this);
        EndDispatch();
    }

    /// <summary>How long the client of a session that is closing may be waited for: no longer than until it would have timed out.</summary>
    internal TimeSpan TimeLeft => _heartbeat.TimeLeft;

    /// <summary>Whether the session has timed out, which ends it.</summary>
    internal bool EndIfOverdue() => _heartbeat.EndIfOverdue();

    /// <summary>Called by the flush shard.</summary>
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

    /// <summary>Moves out what is queued; it counts against the limits until <see cref="Written"/>. Under the gate.</summary>
    internal Outbox TakeQueued() => _outbox.Take();

    /// <summary>What was taken has been handed to the network. Under the gate.</summary>
    internal void Written(long bytes, int packets)
    {
        _outbox.Written(bytes, packets);
        if (_room is not null && _outbox.HasRoom(_server.Options))
        {
            GiveRoom();
        }
    }

    /// <summary>
    /// The other side of a transport has ended the connection, or its own direction of it: nothing is kept for it. What it has said last is still read and answered, then the
    /// session ends.
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
                    // What its last words are being answered with is written at the end of that batch.
                    _outbox.Release();
                }
            }
        }
    }

    /// <summary>Another transport takes over. Under the gate.</summary>
    internal void SwitchTo(WebSocketTransport transport)
    {
        _transport = transport;
        Upgrade = null;
    }

    /// <summary>The client sent more than <see cref="EngineOptions.MaxPayload"/> in one piece.</summary>
    internal void PayloadTooLarge(string transport) => TellTooLarge(transport, nameof(EngineOptions.MaxPayload), _server.Options.MaxPayload);

    /// <summary>Ends the session, once.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="description">Details for the application.</param>
    /// <param name="flush">Whether what is queued is still to be written.</param>
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
            // Before the client hears of it: its next request must find no session.
            _server.Forget(this);
        }

        transport.Close();
        upgrade?.SessionEnded();
        if (tell)
        {
            TellClosed();
        }
    }

    /// <summary>The transport in use has ended. What was still to be written is lost.</summary>
    internal void TransportEnded() => End(EngineCloseReason.TransportClose, null);

    private void TellTooLarge(string transport, string option, long limit)
    {
        _server.Metrics.Oversized(transport);
        if (_server.LimitWarnings.ShouldWrite(option, out int skipped))
        {
            Log.PayloadTooLarge(_server.Logger, Id, transport, option, limit, skipped);
        }
    }

    // Under the gate: those who wait go on elsewhere.
    private void GiveRoom()
    {
        _room?.SetResult();
        _room = null;
    }

    // The only place where the state changes. Under the gate.
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
