using Sockeye.Contexts;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.EventLoops;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// A WebSocket: the session's transport, or one that a session is being upgraded to. <see cref="WebSocketReceiver"/> reads,
/// <see cref="WebSocketOutput"/> writes; here it begins and ends.
/// </summary>
internal sealed class WebSocketTransport : Transport, ILoopSocketOwner, IThreadPoolWorkItem
{
    // As long as the reference waits for the other side's close frame, where something has still to be written.
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly EngineSession _session;
    private readonly EngineServer _server;
    private readonly WebSocketConnection _connection;
    private readonly WebSocketOutput _output;
    private readonly bool _deflates;
    private bool _ended;

    /// <param name="session">The session.</param>
    /// <param name="server">The server.</param>
    /// <param name="connection">The connection, upgraded already.</param>
    /// <param name="format">How packets are framed.</param>
    /// <param name="first">Goes out before all else.</param>
    /// <param name="deflates">Whether <c>permessage-deflate</c> was agreed on.</param>
    public WebSocketTransport(EngineSession session, EngineServer server, WebSocketConnection connection, WireFormat format, EncodedPacket? first, bool deflates)
    {
        _session = session;
        _server = server;
        _connection = connection;
        _deflates = deflates;
        _output = new WebSocketOutput(session, this, connection, format, first, deflates ? server.Options.PerMessageDeflate : null);
        connection.SetOwner(this);
    }

    public override string Name => "websocket";

    public override bool IsWritable => _output.IsWritable;

    public override bool CanDrain => _output.IsIdle;

    /// <summary>Whether the web server has let the connection go.</summary>
    public bool IsHandedOver => _connection.IsHandedOver;

    /// <summary>The upgrade that the transport is being probed for.</summary>
    public TransportUpgrade? Upgrade { get; private set; }

    /// <summary>Whether a close frame is on its way: messages of the client do not count any more.</summary>
    public bool IsClosing => _output.IsClosing;

    /// <summary>Takes part in an upgrade, or closes at once if the session cannot be upgraded.</summary>
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
        // Before the request can end: who closes the server waits for this WebSocket.
        _server.Add(this);
        if (!_connection.IsHandedOver)
        {
            return ServeAsync();
        }

        // The request ends now, and nothing of it - its logging scope, its activity, its thread - goes on with the messages, not even with those that have come already.
        EventLoop.Defer(this);
        return Task.CompletedTask;
    }

    void IThreadPoolWorkItem.Execute() => _ = ServeAsync();

    /// <summary>Nothing more is read: what is being written is finished, and the connection let go.</summary>
    public async ValueTask EndAsync()
    {
        await _output.FinishAsync();
        lock (_session.Gate)
        {
            _ended = true;
            _connection.Release();
        }

        await _connection.EndAsync();
        EndSession(EngineCloseReason.TransportClose, "connection closed");
        _server.Timers.Cancel(this);
        _server.Remove(this);
    }

    public override void Drain() => _output.Write();

    public override bool HasPeerGone() => _connection.HasPeerGone();

    public override bool TryBeginDrain() => _output.TryBegin();

    public override void RunDrain() => _output.Run();

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
            _output.Stop();
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
        _output.QueueFirst(packet);
        _output.Write();
    }

    /// <summary>Queues the answer to a ping of WebSocket.</summary>
    public void QueuePong(ReadOnlySpan<byte> payload) => _output.QueuePong(payload);

    /// <summary>The connection is broken. What was being written is lost.</summary>
    public void OnWriteFailed(string description)
    {
        Abort();
        EndSession(EngineCloseReason.TransportError, description);
    }

    /// <summary>Reading failed in a way that no connection fails.</summary>
    public void OnReadFailed(Exception exception)
    {
        _session.TransportFailed(exception);
        EndSession(EngineCloseReason.TransportError, exception.Message);
        Abort();
    }

    /// <summary>Ends the session, if this is its transport; else the upgrade that it was for.</summary>
    public void EndSession(EngineCloseReason reason, string? description)
    {
        if (_session.Transport == this)
        {
            _session.End(reason, description);
        }
        else
        {
            Upgrade?.Fail();
        }
    }

    // The peer takes no part in the closing.
    protected override void OnElapsed() => Abort();

    private Task ServeAsync()
    {
        // The request may go on for as long as the WebSocket is open, but what is read is not its business: nothing of it is kept for that long by the loop.
        using var clean = CleanContext.Enter();
        _output.Start();
        return new WebSocketReceiver(_session, this, _connection, _server.Options.MaxPayload, _deflates).RunAsync();
    }

    private void QueueClose(CloseStatus status, TimeSpan timeout)
    {
        lock (_session.Gate)
        {
            if (_ended || !_output.TryQueueClose(status))
            {
                return;
            }

            // Under the gate, so that the end of the connection comes behind it and cancels it. The wheel's own lock is the inner one.
            _server.Timers.Schedule(this, timeout);
        }

        _output.Write();
    }
}
