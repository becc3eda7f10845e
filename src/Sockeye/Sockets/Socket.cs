using System.Collections.Concurrent;
using System.Security.Claims;
using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;
using Sockeye.Recovery;
using Sockeye.Rooms;
using Sockeye.Sockets;
using Sockeye.Sockets.Listeners;

namespace Sockeye;

/// <summary>One client in one namespace.</summary>
public sealed partial class Socket : EventReceiver
{
    private readonly Client _client;
    private readonly ListenerTable _listeners = new();
    private readonly SocketLifetime _lifetime;
    private ConcurrentDictionary<object, object?>? _items;
    private string[]? _ownId;
    private CatchAll? _catchAll;
    private EventMiddlewares? _middlewares;
    private Task? _serial;
    private ClaimsPrincipal? _user;
    private volatile string? _userRoom;
    private volatile bool _hasWelcome;
    private int _farewell;

    internal Memberships Memberships;

    internal Socket(Namespace ns, Client client, HandshakeAuth auth, Resumption? resumption)
    {
        Namespace = ns;
        _client = client;
        Resumption = resumption;
        Id = resumption?.Session.SocketId ?? NewId(ns, client.Session);
        if (ns.Delivery.KeepsEvents && client.Session.Protocol != 3)
        {
            PrivateId = resumption?.Session.PrivateId ?? SocketIOServer.NewSocketId();
            RecoveryStart = resumption?.Session.Start ?? 0;
        }

        Handshake = new Handshake(client.Session.Handshake, auth, ns.Server.Time.GetUtcNow());
        Data = resumption?.Session.Data ?? new SocketData(ns.Server.Serializer);
        _lifetime = new SocketLifetime(this);
    }

    /// <summary>
    /// The id of the socket: public, of this namespace only, and other than the id of the session below. Only a client of Socket.IO v2 has that,
    /// behind <c>/namespace#</c> where it is not in the main namespace.
    /// </summary>
    public string Id { get; }

    /// <summary>The namespace that the socket is in.</summary>
    public Namespace Namespace { get; }

    /// <summary>How the socket came to be.</summary>
    public Handshake Handshake { get; }

    /// <summary>
    /// Who the socket belongs to: at first who the connection's first request was authenticated as. Middleware may set it. On a socket that is in rooms,
    /// <c>LiveAuthentication.SetUserAsync</c> of Sockeye.Rooms asks permissions again.
    /// </summary>
    /// <remarks>
    /// If users have ids (<see cref="SocketIOOptions.UserId"/>), to set it moves the socket to what is sent to the new user: what is sent to the former one after that no longer reaches it. With an
    /// adapter that listens to single rooms, it may take a moment until what other servers send to the new one does.
    /// </remarks>
    public new ClaimsPrincipal User
    {
        get => System.Threading.Volatile.Read(ref _user) ?? Handshake.User;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            SetUser(value, Namespace.Server.UserIdOf(value));
        }
    }

    /// <summary>The id of the user, by which <see cref="Emitter.User(string)"/> reaches the socket; <see langword="null"/> for nobody, and if users have no ids.</summary>
    public string? UserId => _userRoom?[Sockeye.UserRoom.Prefix.Length..];

    /// <summary>What the application attaches to the socket and the whole cluster may see.</summary>
    public SocketData Data { get; }

    /// <summary>What the application attaches to the socket on this server; thread-safe.</summary>
    public IDictionary<object, object?> Items => _items ?? Interlocked.CompareExchange(ref _items, new(), null) ?? _items;

    /// <summary>Whether the socket is in its namespace: from the end of the middlewares until it disconnects.</summary>
    public bool Connected => _lifetime.State == SocketState.Connected;

    /// <summary>Ends when the socket is disconnected, before its disconnect handlers run. What is registered with it runs on the thread pool.</summary>
    public CancellationToken Disconnected => _lifetime.Disconnected;

    /// <summary>Whether the state of an earlier connection was restored.</summary>
    public bool Recovered => Resumption is not null;

    /// <summary>The transport in use: <c>polling</c> or <c>websocket</c>.</summary>
    public string TransportName => Session.TransportName;

    /// <summary>The connection below, which may serve sockets of other namespaces too.</summary>
    public EngineSession Session => _client.Session;

    /// <summary>The rooms that the socket is in, its own (named by its id) among them; none after it has disconnected.</summary>
    public IReadOnlyList<string> Rooms => Namespace.Table.RoomsOf(this);

    /// <summary>The secret by which the client can have its session back; none if recovery is off, and for clients of Socket.IO v2, which know of none.</summary>
    internal string? PrivateId { get; }

    internal Resumption? Resumption { get; }

    internal long RecoveryStart { get; set; }

    /// <summary>The same as a position of the backend, where that keeps the events.</summary>
    internal string? RecoveryStartOffset { get; set; }

    /// <summary>The position of the last event that was sent to the socket. Changed under the lock of the log.</summary>
    internal long SentPosition { get; set; }

    /// <summary>Whether the socket was sent at its recovery what is just being sent to others. Changed under the lock of the deliveries.</summary>
    internal bool HasNextEvent { get; set; }

    internal PendingAcks Acks { get; } = new();

    internal Client Client => _client;

    internal SocketLifetime Lifetime => _lifetime;

    internal CatchAll? CatchAll => _catchAll;

    /// <summary>Whether the socket has left the namespace for good: it joins no room any more.</summary>
    /// <remarks>It is so before the socket leaves its rooms (<see cref="IRoomObserver.OnLeft"/>).</remarks>
    public bool HasLeft { get; internal set; }

    internal string[] OwnId => _ownId ??= [Id];

    /// <summary>The room of the user; written under the lock of the rooms.</summary>
    internal string? UserRoom => _userRoom;

    /// <summary>Whether the socket is in <see cref="UserRoom"/>, and in that of the next user. Under the lock of the rooms.</summary>
    internal bool EntersUserRoom { get; set; }

    /// <summary>Whether the client has been sent its welcome: broadcasts reach it from then on.</summary>
    internal bool HasWelcome
    {
        get => _hasWelcome;
        set => _hasWelcome = value;
    }

    private protected override Socket Self => this;

    private protected override BroadcastFlags Flags => default;

    /// <summary>Sets <see cref="User"/> to a user whose id is known: the options are not asked for it. It runs no code of the application.</summary>
    /// <param name="user">Who the socket belongs to.</param>
    /// <param name="userId">The id of the user; <see langword="null"/> for none.</param>
    /// <exception cref="InvalidOperationException">There is an id, and <see cref="SocketIOOptions.UserId"/> is not set.</exception>
    public void SetUser(ClaimsPrincipal user, string? userId)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (string.IsNullOrEmpty(userId))
        {
            userId = null;
        }
        else
        {
            Namespace.Server.RequireUserIds();
        }

        Namespace.Table.SetUser(this, user, userId is null ? null : Sockeye.UserRoom.Of(userId));
    }

    /// <summary>
    /// Joins a room. Nothing happens where the socket is in it already or has disconnected. If the namespace has a <see cref="Namespace.RoomGate"/>, it is asked;
    /// <see cref="Emitter.SocketsJoinAsync"/> does not ask.
    /// </summary>
    /// <returns>
    /// The socket is in the room when this returns; with permissions, when the task completes. The task completes when events of other servers for the room are heard here too; it
    /// fails only where permissions refuse.
    /// </returns>
    /// <exception cref="EventRefusedException">
    /// The socket may not join the room (<c>E_FORBIDDEN</c>, with the room), or its name is reserved (<see cref="Sockeye.UserRoom"/>): then it joins none. A listener that lets it pass answers the
    /// client with it.
    /// </exception>
    public ValueTask JoinAsync(string room)
    {
        RoomNames.Free(room);
        if (Namespace.RoomGate is { } gate)
        {
            return RoomEntry.JoinAsync(gate, this, [room]);
        }

        Namespace.Table.Join(this, room);
        return Namespace.Adapter.WhenJoinedAsync(room);
    }

    /// <summary>Joins several rooms at once.</summary>
    /// <inheritdoc cref="JoinAsync(string)"/>
    public async ValueTask JoinAsync(params IEnumerable<string> rooms)
    {
        var names = RoomNames.Free(rooms);
        if (Namespace.RoomGate is { } gate)
        {
            await RoomEntry.JoinAsync(gate, this, names);
            return;
        }

        Namespace.Table.Join(this, names);
        foreach (var name in names)
        {
            await Namespace.Adapter.WhenJoinedAsync(name);
        }
    }

    /// <summary>Leaves a room; also its own. Nothing happens where the socket is not in it.</summary>
    /// <exception cref="EventRefusedException">The name is reserved (<see cref="Sockeye.UserRoom"/>).</exception>
    public ValueTask LeaveAsync(string room)
    {
        Namespace.Table.Leave(this, RoomNames.Free(room));
        return default;
    }

    /// <summary>Whether the socket is in a room. O(1).</summary>
    public bool IsIn(string room) => Namespace.Table.IsIn(this, room);

    /// <summary>Disconnects the socket; its client does not reconnect by itself. Idempotent.</summary>
    /// <param name="close">Whether to close the whole connection, with the sockets of all namespaces, instead of leaving the namespace only.</param>
    /// <param name="reason">
    /// Why. The client is told by a last event, <see cref="DisconnectReason.EventName"/>, with the reason as its argument; then it sees
    /// <c>io server disconnect</c> as ever. Nothing is sent where no reason is given, as in the reference.
    /// </param>
    public void Disconnect(bool close = false, string? reason = null) => Namespace.Delivery.Disconnect(this, close, reason);

    /// <summary>Disconnects the socket as <see cref="Disconnect"/> does, and waits for its disconnect handlers. Idempotent; from anywhere.</summary>
    /// <param name="close">Whether to close the whole connection, with the sockets of all namespaces, instead of leaving the namespace only.</param>
    /// <param name="reason">Why; see <see cref="Disconnect"/>.</param>
    /// <param name="cancellationToken">Ends the waiting. The socket is disconnected all the same.</param>
    /// <returns>
    /// Completes when the disconnect handlers of this socket have ended, the asynchronous ones too; in a disconnect handler at once, since it would wait for itself, and at once if the socket is
    /// not connected yet, as in a middleware. What is queued for the client is still written.
    /// </returns>
    public ValueTask CloseAsync(bool close = false, string? reason = null, CancellationToken cancellationToken = default)
    {
        // Nobody has heard of a socket that the middlewares still decide about, and one of them would wait for itself.
        var isWaitedFor = _lifetime.State != SocketState.Connecting && !AwaitedCall.IsDisconnectRunning;
        Disconnect(close, reason);
        return !isWaitedFor ? default : new ValueTask(_lifetime.WhenEnded.WaitAsync(cancellationToken));
    }

    /// <summary>Says who the socket belongs to. Under the lock of the rooms.</summary>
    internal void SetUserLocked(ClaimsPrincipal user, string? room)
    {
        System.Threading.Volatile.Write(ref _user, user);
        _userRoom = room;
    }

    /// <summary>Disconnects the socket, in its turn.</summary>
    internal void DisconnectNow(bool close, string? reason)
    {
        if (close)
        {
            _client.DisconnectAll(reason);
        }
        else
        {
            Leave(reason);
        }
    }

    internal void Leave(string? reason)
    {
        if (Connected)
        {
            _lifetime.Close(DisconnectReason.ByServer(reason), tellClient: true);
        }
    }

    /// <summary>Tells a client that the server disconnects it, if it knows that it was in. It gets nothing more of this socket.</summary>
    /// <returns>What listeners of outgoing events are to be told, if any.</returns>
    internal Action? TellFarewell(string? reason) => Connected && _lifetime.HasStarted ? SendFarewell(DisconnectReason.ByServer(reason)) : null;

    /// <summary>Tells the client that the server disconnects it, once.</summary>
    /// <returns>What listeners of outgoing events are to be told, if any.</returns>
    internal Action? SendFarewell(DisconnectReason reason)
    {
        if (Interlocked.Exchange(ref _farewell, 1) != 0)
        {
            return null;
        }

        EventPacket? last = null;
        if (reason.Told is { } told)
        {
            last = Namespace.StartEvent(DisconnectReason.EventName).Add(told).ToEvent();
            Queue(last, default);
        }

        Session.Send(Namespace.DisconnectPacket);
        return last is null ? null : ToTell(last);
    }

    /// <summary>Sends an event that is encoded already: write it once by <see cref="EventPacket.Create(Namespace, string, object?[])"/> to send it to many sockets.</summary>
    /// <param name="packet">The event.</param>
    /// <exception cref="ArgumentException">The event is of another namespace: its name is part of what is encoded.</exception>
    public void Send(EventPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (!packet.NamespaceUtf8.SequenceEqual(Namespace.NameUtf8))
        {
            throw new ArgumentException($"The event is of another namespace than {Namespace}.", nameof(packet));
        }

        SendEvent(packet, default);
    }

    /// <summary>Sends an event that is not kept; in its turn, if turns matter.</summary>
    internal void SendEvent(EventPacket packet, BroadcastFlags flags) => Namespace.Delivery.Send(this, packet, flags);

    /// <summary>Sends an event that is not kept, at once.</summary>
    internal void SendNow(EventPacket packet, BroadcastFlags flags)
    {
        if (!IsOut)
        {
            _catchAll?.NotifyOutgoing(this, packet);
            Queue(packet, flags);
        }
    }

    /// <summary>The same without telling the listeners of outgoing events.</summary>
    internal bool TryQueue(EventPacket packet, BroadcastFlags flags)
    {
        if (IsOut)
        {
            return false;
        }

        Queue(packet, flags);
        return true;
    }

    /// <summary>What the listeners of outgoing events are told, if there are any.</summary>
    internal Action? ToTell(EventPacket packet) => _catchAll is { Outgoing.IsEmpty: false } catchAll ? () => catchAll.NotifyOutgoing(this, packet) : null;

    /// <summary>Sends an event that stands in the log. Its listeners are told later, out of the log's lock.</summary>
    internal void SendKept(EventPacket packet, BroadcastFlags flags, long position, ref List<Socket>? listening)
    {
        // A socket that is being recovered gets it with what it has missed.
        if (IsOut || HasNextEvent || (Recovered && Memberships.ConnectedIndex == 0))
        {
            return;
        }

        SentPosition = position;
        Queue(packet, flags);
        if (_catchAll is { Outgoing.IsEmpty: false })
        {
            (listening ??= []).Add(this);
        }
    }

    // What follows a disconnect packet would reach the next socket of the client in this namespace.
    private bool IsOut => _lifetime.State == SocketState.Disconnected || System.Threading.Volatile.Read(ref _farewell) != 0;

    private void Queue(EventPacket packet, BroadcastFlags flags)
    {
        var send = flags.Volatile ? SendFlags.Volatile : SendFlags.None;
        Session.Send(Session.Protocol == 3 ? packet.WithoutOffset(Namespace) : packet.Encoded, flags.Compress == false ? send | SendFlags.Uncompressed : send);
    }

    internal async Task<EventArguments> SendWithAck(PacketWriter writer, BroadcastFlags flags, CancellationToken cancellationToken)
    {
        var packet = writer.ToEvent(Namespace.NextAckId());
        cancellationToken.ThrowIfCancellationRequested();
        var ack = new PendingAck(Acks, packet.Id);
        if (!Acks.TryAdd(ack))
        {
            throw new SocketDisconnectedException();
        }

        Namespace.Server.Timers.Schedule(ack, flags.Timeout ?? Namespace.Server.Options.AckTimeout);
        await using var cancellation = cancellationToken.UnsafeRegister(Cancel, ack);
        SendEvent(packet, flags);
        return await ack.Task;

        void Cancel(object? state, CancellationToken token)
        {
            if (Acks.TryRemove(((PendingAck)state!).Id, out var pending))
            {
                Namespace.Server.Timers.Cancel(pending);
                pending.Cancel(token);
            }
        }
    }

    internal Task? OnPacket(in Packet packet)
    {
        switch (packet.Type)
        {
            case PacketType.Event:
                return Namespace.Server.Options.SerializeHandlers
                    ? _serial = DispatchAfter(_serial, packet.Id, packet.Payload.ToArray(), packet.Attachments.ToArray())
                    : Dispatch(packet);
            case PacketType.Ack:
                OnAck(packet);
                return null;
            default:
                _lifetime.Close(new DisconnectReason(DisconnectReason.ClientNamespaceDisconnect, "the client left the namespace"));
                return null;
        }
    }

    internal void RemoveListener(string eventName, EventListener listener) => _listeners.Remove(eventName, listener);

    /// <summary>Adds a listener that other sockets may have too.</summary>
    internal void AddListener(string eventName, EventListener listener) => _listeners.Add(eventName, listener);

    /// <summary>Adds listeners that other sockets have too.</summary>
    internal void AddListeners(ListenerTable listeners) => _listeners.Add(listeners);

    private protected override Socket Add(string eventName, EventListener listener)
    {
        _listeners.Add(eventName, listener);
        return this;
    }

    // A client of Socket.IO v2 is not told its id: it makes it up from that of the session.
    private static string NewId(Namespace ns, EngineSession session) => session.Protocol switch
    {
        3 when ns.Name == "/" => session.Id,
        3 => $"{ns.Name}#{session.Id}",
        _ => SocketIOServer.NewSocketId(),
    };

    private Task? Dispatch(in Packet packet) =>
        _middlewares is null && Namespace.EventPolicies is null ? EventDispatch.Dispatch(this, _listeners, packet) : Middlewares.Dispatch(_listeners, packet);

    private async Task DispatchAfter(Task? previous, long id, byte[] payload, ReadOnlyMemory<byte>[] attachments)
    {
        if (previous is not null)
        {
            await previous;
        }

        if (Connected && Dispatch(new Packet(PacketType.Event, Namespace.NameUtf8, id, payload, attachments)) is { } running)
        {
            await running;
        }
    }

    private void OnAck(in Packet packet)
    {
        var single = Acks.TryRemove(packet.Id, out var pending);
        if (!single && !Namespace.AckCollectors.ContainsKey(packet.Id))
        {
            return;
        }

        var arguments = new EventArguments(Namespace.Server.Serializer, packet.Payload.ToArray(), packet.Attachments.ToArray(), 0);
        if (single)
        {
            Namespace.Server.Timers.Cancel(pending!);
            pending!.Answer(arguments);
        }
        else if (Namespace.AckCollectors.TryGetValue(packet.Id, out var collector))
        {
            collector.OnAck(this, arguments);
        }
    }

    private CatchAll EnsureCatchAll() => _catchAll ?? Interlocked.CompareExchange(ref _catchAll, new CatchAll(), null) ?? _catchAll;
}
