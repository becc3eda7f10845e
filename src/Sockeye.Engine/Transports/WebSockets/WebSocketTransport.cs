using System.Net.Sockets;
using Sockeye.Engine.Delivery;
using Sockeye.EventLoops;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// A WebSocket: the session's transport, or one that a session is being upgraded to. What it has to say itself - the first
/// packet, pongs, the close frame - takes the same way out as the packets of the session.
/// </summary>
/// <remarks>
/// Frames go straight to the connection's socket where that is possible, but only once everything that was written through
/// the server's output pipe has certainly left it: when the client answers the last of it. Afterwards the pipe is not used again.
/// </remarks>
internal sealed class WebSocketTransport : Transport, ILoopSocketOwner
{
    // As long as the reference waits for the other side's close frame, where something has still to be written.
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly EngineSession _session;
    private readonly EngineServer _server;
    private readonly WebSocketConnection _connection;
    private FrameQueue _queue;
    private readonly bool _deflates;
    private TaskCompletionSource? _drained;
    private bool _started;
    private bool _draining;
    private bool _blocked;
    private bool _broken;
    private bool _ended;

    /// <param name="session">The session.</param>
    /// <param name="server">The server.</param>
    /// <param name="connection">The connection, upgraded already.</param>
    /// <param name="format">How packets are framed.</param>
    /// <param name="first">Goes out before all else.</param>
    /// <param name="deflates">Whether <c>permessage-deflate</c> was agreed on.</param>
    public WebSocketTransport(EngineSession session, EngineServer server, WebSocketConnection connection, WireFormat format, EncodedPacket? first, bool deflates)
    {
        _deflates = deflates;
        _session = session;
        _server = server;
        _connection = connection;
        _queue = new FrameQueue(format, first);
        IsDirect = connection.IsHandedOver;
        connection.SetOwner(this);
    }

    public override string Name => "websocket";

    public override bool IsWritable => _started && !_blocked && !_broken && !_queue.IsClosing;

    public override bool CanDrain => _started && !_draining && !_broken;

    /// <summary>Whether frames go to the socket directly.</summary>
    public bool IsDirect { get; private set; }

    /// <summary>Whether the web server has let the connection go.</summary>
    public bool IsHandedOver => _connection.IsHandedOver;

    /// <summary>The upgrade that the transport is being probed for.</summary>
    public TransportUpgrade? Upgrade { get; private set; }

    /// <summary>Whether a close frame is on its way: messages of the client do not count any more.</summary>
    public bool IsClosing => _queue.IsClosing;

    /// <summary>Takes part in an upgrade, or closes at once where the session cannot be upgraded.</summary>
    public void BeginProbe()
    {
        var upgrade = new TransportUpgrade(_session, _server, this);
        Upgrade = upgrade;
        if (!upgrade.TryBegin())
        {
            CloseProbe();
        }
    }

    /// <summary>Serves the connection until it is over, or until the web server has nothing to do with it any more. Never throws.</summary>
    public Task RunAsync()
    {
        if (!_connection.IsHandedOver)
        {
            return ServeAsync();
        }

        // What flows with the request - the logging scope, the activity - ends with it.
        using (ExecutionContext.SuppressFlow())
        {
            _ = ServeAsync();
        }

        return Task.CompletedTask;
    }

    private Task ServeAsync()
    {
        _server.Add(this);
        lock (_session.Gate)
        {
            _started = true;
        }

        Drain();
        return new WebSocketReceiver(_session, this, _connection, _server.Options.MaxPayload, _deflates).RunAsync();
    }

    /// <summary>Nothing more is read: what is being written is finished, and the connection let go.</summary>
    public async ValueTask EndAsync()
    {
        Task drained = Task.CompletedTask;
        lock (_session.Gate)
        {
            if (_draining)
            {
                _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                drained = _drained.Task;
            }
        }

        await drained;
        Ended();
    }

    public override void Drain()
    {
        bool begun;
        lock (_session.Gate)
        {
            begun = TryBeginDrain();
        }

        if (begun)
        {
            RunDrain();
        }
    }

    public override bool TryBeginDrain()
    {
        if (!CanDrain || !(_queue.HasOwn || (_session.HasQueued && IsInUse)))
        {
            return false;
        }

        _draining = true;
        return true;
    }

    public override void RunDrain() => new FrameWriter(_connection, this).Run();

    public override void Close() =>
        QueueClose(_session.IsTooLarge ? CloseStatus.MessageTooBig : CloseStatus.None, _session.State == EngineSessionState.Closing && !_server.IsClosing ? FlushTimeout : CloseTimeout);

    /// <summary>Closes this transport only.</summary>
    public void CloseProbe() => QueueClose(CloseStatus.None, CloseTimeout);

    /// <summary>Closes because of what the peer sent: a close frame, whose status goes back, or something against the rules.</summary>
    public void CloseForPeer(CloseStatus status, EngineCloseReason reason, string description)
    {
        QueueClose(status, CloseTimeout);
        EndSession(reason, description);
    }

    public override void Abort()
    {
        // Under the gate, and not once the request has ended: the server may use its objects for another one by then.
        lock (_session.Gate)
        {
            _broken = true;
            if (!_ended)
            {
                _connection.Abort();
            }
        }
    }

    public void OnPeerGone() => _session.PeerGone(this);

    /// <summary>Sends a packet before those of the session.</summary>
    public void SendFirst(EncodedPacket packet)
    {
        lock (_session.Gate)
        {
            _queue.SetFirst(packet);
        }

        Drain();
    }

    /// <summary>Answers a ping of WebSocket.</summary>
    public void QueuePong(ReadOnlySpan<byte> payload)
    {
        lock (_session.Gate)
        {
            _queue.SetPong(payload);
        }
    }

    /// <summary>A message came that the client cannot have sent before it read what was written last.</summary>
    /// <param name="isPong">Whether it is a pong of Engine.IO.</param>
    public void OnAnswer(bool isPong)
    {
        if (IsDirect || _connection.Socket is null)
        {
            return;
        }

        lock (_session.Gate)
        {
            if (_draining || !_queue.IsProof(isPong))
            {
                return;
            }

            try
            {
                _connection.Socket.Blocking = false;
                IsDirect = true;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Gone: the stream will tell.
            }
        }
    }

    /// <summary>Takes everything that is to be written now; ends the drain where that is nothing.</summary>
    public bool TryTakeBatch(out Outbox batch, out bool direct)
    {
        TaskCompletionSource? drained = null;
        bool written;
        int taken;
        lock (_session.Gate)
        {
            written = _queue.Taken > 0;
            _queue.Written(_session);
            batch = _broken ? default : _queue.Take(_session, IsInUse);
            taken = _queue.Taken;
            direct = IsDirect;
            if (batch.IsEmpty)
            {
                drained = EndDrain();
            }
        }

        if (written || taken > 0)
        {
            _session.TellWriting(taken, drained: written && taken == 0);
        }

        if (batch.IsEmpty)
        {
            drained?.TrySetResult();
            return false;
        }

        if (_deflates)
        {
            batch.Deflate(_server.Options.PerMessageDeflate!);
        }

        return true;
    }

    /// <summary>The network takes nothing more for now.</summary>
    public void WriteBlocked()
    {
        lock (_session.Gate)
        {
            _blocked = true;
        }
    }

    /// <summary>The connection is broken. What was taken is lost.</summary>
    public void WriteFailed(string description)
    {
        TaskCompletionSource? drained;
        lock (_session.Gate)
        {
            _broken = true;
            drained = EndDrain();
        }

        drained?.TrySetResult();
        Abort();
        EndSession(EngineCloseReason.TransportError, description);
    }

    /// <summary>Ends the session, if this is its transport; else the upgrade that it was for.</summary>
    public void EndSession(EngineCloseReason reason, string? description)
    {
        if (IsInUse)
        {
            _session.End(reason, description);
        }
        else
        {
            Upgrade?.Fail();
        }
    }

    private bool IsInUse => _session.Transport == this;

    // The peer takes no part in the closing.
    protected override void OnElapsed() => Abort();

    private TaskCompletionSource? EndDrain()
    {
        _draining = false;
        _blocked = false;
        TaskCompletionSource? drained = _drained;
        _drained = null;
        return drained;
    }

    private void QueueClose(CloseStatus status, TimeSpan timeout)
    {
        lock (_session.Gate)
        {
            if (_queue.IsClosing || _ended)
            {
                return;
            }

            if (!_started)
            {
                // Closed before it began: the client does not hear of a session then.
                _queue.SetFirst(null);
            }

            _queue.SetClose(status);
        }

        _server.Timers.Schedule(this, timeout);
        Drain();
    }

    private void Ended()
    {
        lock (_session.Gate)
        {
            _broken = true;
            _ended = true;
            _connection.Release();
        }

        EndSession(EngineCloseReason.TransportClose, "connection closed");
        _server.Timers.Cancel(this);
        _server.Remove(this);
    }
}
