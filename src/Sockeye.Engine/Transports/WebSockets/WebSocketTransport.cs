using Sockeye.Contexts;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.EventLoops;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>
/// A WebSocket: the transport of a session, or one that a session is being upgraded to. <see cref="WebSocketReceiver"/> reads and
/// <see cref="WebSocketOutput"/> writes; this class begins and ends it.
/// </summary>
internal sealed class WebSocketTransport : Transport, ILoopSocketOwner, IThreadPoolWorkItem
{
    // As long as Node waits for the close frame of the other side, if something still has to be written.
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
    /// <param name="connection">The connection, which is already upgraded.</param>
    /// <param name="format">The wire format of the packets.</param>
    /// <param name="first">A packet that is sent before all others.</param>
    /// <param name="deflates">Whether <c>permessage-deflate</c> was negotiated.</param>
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

    /// <summary>The upgrade for which the transport is being probed.</summary>
    public TransportUpgrade? Upgrade { get; private set; }

    /// <summary>Whether a close frame is on its way. Messages of the client are ignored then.</summary>
    public bool IsClosing => _output.IsClosing;

    /// <summary>Takes part in an upgrade. If the session cannot be upgraded, closes at once.</summary>
    public void BeginProbe()
    {
        var upgrade = new TransportUpgrade(_session, _server, this);
        Upgrade = upgrade;
        if (!upgrade.TryBegin())
        {
            CloseProbe();
        }
    }

    /// <summary>Handles the connection until it has ended, or until the web server does not own it any more. It never throws.</summary>
    public Task RunAsync()
    {
        // Before the request can end, because the closing of the server waits for this WebSocket.
        _server.Add(this);
        if (!_connection.IsHandedOver)
        {
            return ServeAsync();
        }

        // The request ends now. Nothing of it (its logging scope, its activity, its thread) may go on with the messages, not even with
        // those that have already arrived.
        EventLoop.Defer(this);
        return Task.CompletedTask;
    }

    void IThreadPoolWorkItem.Execute() => _ = ServeAsync();

    /// <summary>Called when nothing is read any more. What is being written is finished, and the connection is released.</summary>
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

    /// <summary>Closes only this transport.</summary>
    public void CloseProbe() => QueueClose(CloseStatus.None, CloseTimeout);

    /// <summary>
    /// Closes because of what the peer has sent: a close frame, whose status is sent back, or a violation of the protocol.
    /// </summary>
    public void CloseForPeer(CloseStatus status, EngineCloseReason reason, string description)
    {
        QueueClose(status, CloseTimeout);
        EndSession(reason, description);
    }

    public override void Abort()
    {
        // Under the gate, and not after the request has ended, because the web server may then use its objects for another request.
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

    /// <summary>Sends a packet in front of those of the session.</summary>
    public void SendFirst(EncodedPacket packet)
    {
        _output.QueueFirst(packet);
        _output.Write();
    }

    /// <summary>Queues the answer to a WebSocket ping.</summary>
    public void QueuePong(ReadOnlySpan<byte> payload) => _output.QueuePong(payload);

    /// <summary>Called when a write has failed because the connection is broken. What was being written is lost.</summary>
    public void OnWriteFailed(string description)
    {
        Abort();
        EndSession(EngineCloseReason.TransportError, description);
    }

    /// <summary>Called when reading has failed for a reason other than a broken connection.</summary>
    public void OnReadFailed(Exception exception)
    {
        _session.TransportFailed(exception);
        EndSession(EngineCloseReason.TransportError, exception.Message);
        Abort();
    }

    /// <summary>Ends the session if this is its transport in use; otherwise ends the upgrade.</summary>
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

    // The peer does not take part in the closing.
    protected override void OnElapsed() => Abort();

    private Task ServeAsync()
    {
        // The request may last as long as the WebSocket is open, but its execution context is not needed for reading, and the loop must not
        // keep it for so long.
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

            // Under the gate, so that the end of the connection comes after it and cancels it. The lock of the wheel is the inner one.
            _server.Timers.Schedule(this, timeout);
        }

        _output.Write();
    }
}
