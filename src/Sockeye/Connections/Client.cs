using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;
using Sockeye.Engine.Sessions;
using Sockeye.Namespaces;
using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets;

namespace Sockeye.Connections;

/// <summary>
/// One connection and its sockets, one for each namespace. It feeds the packet decoder and passes each packet to its socket. The engine
/// calls it with one message at a time; sockets may come and go on other threads.
/// </summary>
internal sealed partial class Client : IEngineSessionHandler
{
    private readonly SocketIOServer _server;
    private readonly PacketDecoder _decoder;
    private ConnectTimer? _connectTimer;
    private readonly HandlersInFlight _handlers;
    private readonly ClientSockets _sockets = new();
    private IncompletePacket? _incomplete;
    private Backlog? _backlog;
    private HashSet<string>? _connecting;
    private DisconnectReason? _reason;
    private bool _closed;
    private readonly object? _handshakeActivity;

    public Client(SocketIOServer server, EngineSession session)
    {
        _server = server;
        Session = session;
        _decoder = server.Parser.CreateDecoder(session.Protocol == 3 ? server.PacketsWithQuery : server.Options.Packets);
        _handlers = new HandlersInFlight(server.Options.MaxConcurrentHandlers, this);
        _handshakeActivity = EventActivities.Handshake;
        _connectTimer = new ConnectTimer(this);
        server.Timers.Schedule(_connectTimer, server.Options.ConnectTimeout);
    }

    public EngineSession Session { get; }

    /// <summary>True until the client has joined a namespace.</summary>
    public bool IsPending => true;

    public bool ListensToWriting => false;

    /// <summary>The packets that wait for handlers; <see langword="null"/> if none has ever waited.</summary>
    public Backlog? Backlog => Volatile.Read(ref _backlog);

    /// <summary>The activity of the handshake, if a listener for activities existed at that time.</summary>
    public ActivityContext? HandshakeActivity => (ActivityContext?)_handshakeActivity;

    public bool IsOpen => !Volatile.Read(ref _closed);

    /// <summary>
    /// Joins the main namespace for a client of Socket.IO v2. Such a client does not ask for it: it is in the main namespace from the
    /// start, or refused.
    /// </summary>
    public void JoinMainNamespace() => TryConnect("/", _server.NoAuth);

    public ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary)
    {
        switch (_decoder.Decode(data, isBinary, out var packet))
        {
            case DecodeStatus.Complete:
                EndIncomplete();
                OnPacket(packet);
                break;
            case DecodeStatus.NeedMore:
                _server.IncompletePackets.Grow(_incomplete ??= new IncompletePacket(this), data.Length);
                break;
            case DecodeStatus.Invalid:
                OnInvalid(_decoder.Error);
                break;
        }

        return _backlog?.WaitForSpaceAsync() ?? default;
    }

    public void OnClosed(EngineCloseReason reason, string? description)
    {
        lock (this)
        {
            _reason ??= DisconnectReason.From(reason, description);
        }

        StopConnectTimer();
        EndIncomplete();
        _decoder.Reset();
        if (_backlog is { } backlog)
        {
            backlog.Close(EndSockets);
        }
        else
        {
            EndSockets();
        }
    }

    public void OnUpgraded(string transportName)
    {
        foreach (var socket in _sockets.All)
        {
            socket.CatchAll?.NotifyUpgraded(socket, transportName);
        }
    }

    /// <summary>Disconnects the sockets of all namespaces, then closes the connection.</summary>
    public void DisconnectAll(string? reason)
    {
        foreach (var socket in _sockets.All)
        {
            socket.Leave(reason);
        }

        Close(new DisconnectReason(DisconnectReason.ForcedServerClose, "the server closed the connection"));
    }

    public void Close(DisconnectReason reason)
    {
        lock (this)
        {
            _reason ??= reason;
        }

        Session.Close();
    }

    /// <summary>Adds a socket that the namespace has created for this connection. The socket waits for the middlewares.</summary>
    /// <returns>Whether the connection is still open.</returns>
    public bool TryAdd(Socket socket)
    {
        lock (this)
        {
            if (_closed)
            {
                return false;
            }

            _sockets.Add(socket);
            Forget(socket.Namespace.Name);
            return true;
        }
    }

    /// <param name="socket">The socket.</param>
    /// <param name="joined">Whether the client knew that it was in the namespace.</param>
    public void Remove(Socket socket, bool joined)
    {
        lock (this)
        {
            // A connection that has ended gets no more packets, so nothing has to be remembered.
            _sockets.Remove(socket, joined && !_closed);
        }
    }

    /// <summary>Called when a handler has ended and the limit of handlers had been reached.</summary>
    public void OnRoom() => Backlog?.OnRoom();

    /// <summary>Called when the client has joined a namespace: the connection may stay open.</summary>
    public void Joined()
    {
        StopConnectTimer();
        Session.SetEstablished();
    }

    /// <summary>Called when the attempt to join has ended before a socket was created.</summary>
    public void ConnectEnded(string name)
    {
        lock (this)
        {
            Forget(name);
        }
    }

    public void OnConnectTimeout()
    {
        if (!_sockets.All.Any(static socket => socket.Connected))
        {
            Close(new DisconnectReason(DisconnectReason.ForcedServerClose, "no namespace joined in time"));
        }
    }

    public void OnIncompletePacketTimeout() =>
        Close(new DisconnectReason(DisconnectReason.ForcedClose, "the attachments of a packet did not arrive in time"));

    /// <summary>
    /// Closes this connection: all connections together hold too many bytes of incomplete packets, this address holds most of them, and
    /// this connection's packet has waited longest there.
    /// </summary>
    public void OnIncompletePacketsFull()
    {
        _server.Metrics.IncompletePacketDropped();
        if (_server.Sampler.ShouldWrite(nameof(SocketIOOptions.MaxIncompletePacketBytes), out var skipped))
        {
            Log.IncompletePacketsFull(_server.Logger, _server.IncompletePackets.Limit, Session.Handshake.RemoteAddress, skipped);
        }

        Close(new DisconnectReason(DisconnectReason.ForcedClose, "too many packets wait for their attachments; this address has most of them, and this packet has waited longest"));
    }

    // Only the reading thread comes here. An acknowledgement never waits behind events, because a running handler may wait for it. The
    // check whether the socket is starting comes before the check whether the backlog is empty, because packets that were held back for the
    // socket move into the backlog before the socket counts as started.
    private void OnPacket(in Packet packet)
    {
        var socket = Find(packet);
        if (packet.Type != PacketType.Ack && (!_handlers.HasRoom || IsStarting(socket) || _backlog is { IsEmpty: false }))
        {
            EnsureBacklog().Add(packet);
        }
        else
        {
            Handle(packet, socket);
        }
    }

    /// <summary>Whether packets for a socket go to the backlog because its connection handlers have not started yet.</summary>
    public bool IsStarting([NotNullWhen(true)] Socket? socket)
    {
        if (socket is not { Connected: true, Lifetime: { HasStarted: false } lifetime })
        {
            return false;
        }

        // The backlog must exist before anything is held back in it, because the thread that releases looks there.
        EnsureBacklog();
        return lifetime.TryHold();
    }

    /// <summary>The socket that a packet is for; <see langword="null"/> if there is none.</summary>
    public Socket? Find(in Packet packet) => _sockets.Find(Session.Protocol == 3 ? NamespaceQuery.Cut(packet.Namespace, out _) : packet.Namespace);

    private Backlog EnsureBacklog() => _backlog ?? Interlocked.CompareExchange(ref _backlog, new Backlog(this, _handlers, _server.Logger), null) ?? _backlog;

    private void EndSockets()
    {
        IReadOnlyCollection<Socket> sockets;
        DisconnectReason why;
        lock (this)
        {
            Volatile.Write(ref _closed, true);
            why = _reason!;
            sockets = _sockets.All;
        }

        foreach (var socket in sockets)
        {
            // What the client sent to the socket goes before its end. The end is handled again when the socket is released.
            if (_backlog?.Holds(socket) != true)
            {
                socket.Lifetime.Close(why);
            }
        }
    }

    /// <summary>Passes a packet to its destination. Called by one thread at a time.</summary>
    public void Handle(in Packet packet) => Handle(packet, Find(packet));

    private void Handle(in Packet packet, Socket? socket)
    {
        var name = packet.Namespace;
        ReadOnlySpan<byte> query = default;
        var isV2 = Session.Protocol == 3;
        if (isV2)
        {
            name = NamespaceQuery.Cut(name, out query);
        }

        if (name.Length > _server.Options.Packets.MaxNamespaceLength)
        {
            OnInvalid(PacketError.InvalidNamespace);
            return;
        }

        if (packet.Type == PacketType.Connect)
        {
            // A socket that has just been disconnected may still be listed. For the client it is gone.
            if (socket is null or { Lifetime.State: SocketState.Disconnected } && TryConnect(
                Encoding.UTF8.GetString(name),
                isV2 ? NamespaceQuery.ToAuth(_server.Serializer, query) : AuthOf(packet)))
            {
                return;
            }
        }
        else if (packet.Type != PacketType.ConnectError)
        {
            if (socket is { Connected: true })
            {
                _server.Metrics.PacketReceived(socket.Namespace, packet.Type);
                _handlers.Track(socket.OnPacket(packet));
                return;
            }

            // The packet was on its way when the namespace was left. The client made no mistake, and its other namespaces must not suffer.
            if (socket is { Lifetime.State: SocketState.Disconnected } || _sockets.HasLeft(name))
            {
                return;
            }
        }

        Close(new DisconnectReason(DisconnectReason.ForcedServerClose, $"a packet of type {packet.Type} is not allowed in this state"));
    }

    /// <returns>Whether no other attempt to join this namespace is under way.</returns>
    private bool TryConnect(string name, HandshakeAuth auth)
    {
        bool tooMany;
        lock (this)
        {
            tooMany = _sockets.Count + (_connecting?.Count ?? 0) >= _server.Options.MaxNamespacesPerConnection;
            if (_connecting?.Contains(name) == true || (!tooMany && !(_connecting ??= []).Add(name)))
            {
                return false;
            }
        }

        if (tooMany)
        {
            Session.Send(ConnectPackets.Refusal(_server, this, name, ConnectPackets.TooManyNamespaces, null));
        }
        else
        {
            _handlers.Track(new Joining(_server, this, name, auth).RunAsync());
        }

        return true;
    }

    // Only the reading of a CONNECT packet creates these objects, so a connection that joins no more keeps nothing of them.
    private HandshakeAuth AuthOf(in Packet packet) =>
        packet.Payload.IsEmpty ? _server.NoAuth : new HandshakeAuth(_server.Serializer, packet.Payload, packet.Attachments);

    // The timer is not needed again, so the connection drops it.
    private void StopConnectTimer()
    {
        if (Interlocked.Exchange(ref _connectTimer, null) is { } timer)
        {
            _server.Timers.Cancel(timer);
        }
    }

    private void EndIncomplete()
    {
        if (_incomplete is { } packet)
        {
            _server.IncompletePackets.Remove(packet);
        }
    }

    private void Forget(string name)
    {
        if (_connecting?.Remove(name) == true && _connecting.Count == 0)
        {
            _connecting = null;
        }
    }

    private void OnInvalid(PacketError error)
    {
        if (error == PacketError.TooLarge)
        {
            Session.MessageTooLarge(nameof(_server.Options.Packets.MaxPacketBytes), _server.Options.Packets.MaxPacketBytes);
        }

        var exception = new InvalidDataException($"invalid packet: {error}");
        foreach (var socket in _sockets.All)
        {
            socket.Lifetime.Error(exception);
        }

        Close(new DisconnectReason(DisconnectReason.ForcedClose, exception.Message));
    }

    private static partial class Log
    {
        [LoggerMessage(
            243,
            LogLevel.Warning,
            "A connection was closed, because packets that wait for their attachments hold more than MaxIncompletePacketBytes ({Limit} bytes). Its address, {Address}, holds most, and its packet has waited longest. ({Skipped} more since the last warning.)",
            EventName = "IncompletePacketsFull")]
        public static partial void IncompletePacketsFull(ILogger logger, long limit, IPAddress? address, int skipped);
    }
}
