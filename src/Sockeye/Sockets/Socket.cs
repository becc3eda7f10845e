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

/// <summary>One client in one namespace. You can send to it, listen to its events, and add it to rooms.</summary>
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

    internal Socket(Namespace ns, Client client, Handshake handshake, Resumption? resumption)
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

        Handshake = handshake;
        Data = resumption?.Session.Data ?? new SocketData(ns.Server.Serializer);
        _lifetime = new SocketLifetime(this);
    }

    /// <summary>
    /// The id of the socket. It is public, valid in this namespace only, and different from the id of the connection. For a client of
    /// Socket.IO v2 it is the id of the connection, with <c>/namespace#</c> before it if this is not the main namespace.
    /// </summary>
    public string Id { get; }

    /// <summary>The namespace that the socket is in.</summary>
    public Namespace Namespace { get; }

    /// <summary>The first request of the connection and the credentials of the client.</summary>
    public Handshake Handshake { get; }

    /// <summary>
    /// The user of the socket. At first it is <see cref="Handshake.User"/>. A middleware may set it.
    /// If the socket is in rooms with permissions, use <c>LiveAuthentication.SetUserAsync</c> of Sockeye.Rooms instead, which checks the
    /// permissions again.
    /// </summary>
    /// <remarks>
    /// If users have ids (<see cref="SocketIOOptions.UserId"/>), setting this changes which events for users reach the socket: from now on
    /// those for the new user, and no longer those for the former one. With an adapter that subscribes to single rooms, events of other
    /// servers for the new user may need a moment.
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

    /// <summary>
    /// The id of the user, by which <see cref="Emitter.User(string)"/> reaches the socket; <see langword="null"/> if the user has none, or
    /// if users have no ids.
    /// </summary>
    public string? UserId => _userRoom?[Sockeye.UserRoom.Prefix.Length..];

    /// <summary>Data that you attach to the socket and that all servers of the cluster can see.</summary>
    /// <remarks>
    /// It is one value: <c>socket.Data.Set(new Profile("ann"))</c> replaces it, and <c>socket.Data.Get&lt;Profile>()</c> reads it. With
    /// connection state recovery a client that comes back has it again. Use <see cref="Items"/> for what cannot be written as JSON.
    /// </remarks>
    public SocketData Data { get; }

    /// <summary>Data that you attach to the socket on this server only. It is thread-safe.</summary>
    public IDictionary<object, object?> Items => _items ?? Interlocked.CompareExchange(ref _items, new(), null) ?? _items;

    /// <summary>Whether the socket is connected: from the end of the middlewares until it disconnects.</summary>
    public bool Connected => _lifetime.State == SocketState.Connected;

    /// <summary>
    /// Cancelled when the socket is disconnected, before its disconnect handlers run. Callbacks that you register with it run on the thread
    /// pool.
    /// </summary>
    public CancellationToken Disconnected => _lifetime.Disconnected;

    /// <summary>Whether the state of an earlier connection was recovered.</summary>
    public bool Recovered => Resumption is not null;

    /// <summary>The transport in use: <c>polling</c> or <c>websocket</c>.</summary>
    public string TransportName => Session.TransportName;

    /// <summary>The connection of the socket. It may also serve sockets of other namespaces.</summary>
    public EngineSession Session => _client.Session;

    /// <summary>The rooms that the socket is in, including its own, which is named by its id. Empty after it has disconnected.</summary>
    public IReadOnlyList<string> Rooms => Namespace.Table.RoomsOf(this);

    /// <summary>
    /// The secret with which the client can get its session back; <see langword="null"/> if recovery is off, and for clients of Socket.IO
    /// v2, which have no recovery.
    /// </summary>
    internal string? PrivateId { get; }

    internal Resumption? Resumption { get; }

    internal long RecoveryStart { get; set; }

    /// <summary>The position of the backend at which the session began, if the backend keeps the events.</summary>
    internal string? RecoveryStartOffset { get; set; }

    /// <summary>The position of the last event that was sent to the socket. Changed under the lock of the log.</summary>
    internal long SentPosition { get; set; }

    /// <summary>
    /// Whether the socket already got, at its recovery, the event that is now being sent to others. Changed under the lock of the
    /// deliveries.
    /// </summary>
    internal bool HasNextEvent { get; set; }

    internal PendingAcks Acks { get; } = new();

    internal Client Client => _client;

    internal SocketLifetime Lifetime => _lifetime;

    internal CatchAll? CatchAll => _catchAll;

    /// <summary>Whether the socket has left the namespace. It cannot join rooms any more.</summary>
    /// <remarks>This is set before the socket leaves its rooms (<see cref="IRoomObserver.OnLeft"/>).</remarks>
    public bool HasLeft { get; internal set; }

    internal string[] OwnId => _ownId ??= [Id];

    /// <summary>The room of the user. Written under the lock of the rooms.</summary>
    internal string? UserRoom => _userRoom;

    /// <summary>
    /// Whether the socket is in <see cref="UserRoom"/>, and will be in that of the next user. Guarded by the lock of the rooms.
    /// </summary>
    internal bool EntersUserRoom { get; set; }

    /// <summary>Whether the client has been sent its welcome packet. Broadcasts reach it from then on.</summary>
    internal bool HasWelcome
    {
        get => _hasWelcome;
        set => _hasWelcome = value;
    }

    private protected override Socket Self => this;

    private protected override BroadcastFlags Flags => default;

    /// <summary>
    /// Sets <see cref="User"/> to a user whose id is known, so that <see cref="SocketIOOptions.UserId"/> is not called. This runs no code
    /// of the application.
    /// </summary>
    /// <param name="user">The user of the socket.</param>
    /// <param name="userId">The id of the user; <see langword="null"/> if the user has none.</param>
    /// <exception cref="InvalidOperationException">There is an id, but <see cref="SocketIOOptions.UserId"/> is not set.</exception>
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
    /// Adds the socket to a room. Nothing happens if it is in the room already or has disconnected. If the namespace has a
    /// <see cref="Namespace.RoomGate"/>, the gate is asked. <see cref="Emitter.SocketsJoinAsync"/> does not ask it.
    /// </summary>
    /// <returns>
    /// The socket is in the room when this method returns, or, with permissions, when the task completes. The task completes when this
    /// server also receives events of other servers for the room. It fails only if the gate refuses.
    /// </returns>
    /// <exception cref="EventRefusedException">
    /// The socket may not join the room (<c>E_FORBIDDEN</c>, with the room), or the name is reserved (<see cref="Sockeye.UserRoom"/>). The
    /// socket joins none of the rooms. If your listener does not catch the exception, the client gets it as the answer.
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

    /// <summary>Adds the socket to several rooms at once.</summary>
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

    /// <summary>Removes the socket from a room, which may be its own. Nothing happens if it is not in the room.</summary>
    /// <exception cref="EventRefusedException">The name is reserved (<see cref="Sockeye.UserRoom"/>).</exception>
    public ValueTask LeaveAsync(string room)
    {
        Namespace.Table.Leave(this, RoomNames.Free(room));
        return default;
    }

    /// <summary>Whether the socket is in a room. This is O(1).</summary>
    public bool IsIn(string room) => Namespace.Table.IsIn(this, room);

    /// <summary>Disconnects the socket. Its client does not reconnect by itself. You may call it more than once.</summary>
    /// <param name="close">
    /// Whether to close the whole connection, with the sockets of all namespaces. If not, the socket only leaves the namespace.
    /// </param>
    /// <param name="reason">
    /// The reason. The client gets it as the argument of a last event, <see cref="DisconnectReason.EventName"/>, before its usual <c>io
    /// server disconnect</c>. If you give no reason, that event is not sent, as in Node.
    /// </param>
    public void Disconnect(bool close = false, string? reason = null) => Namespace.Delivery.Disconnect(this, close, reason);

    /// <summary>
    /// Disconnects the socket like <see cref="Disconnect"/>, and waits for its disconnect handlers. You may call it from anywhere, and more
    /// than once.
    /// </summary>
    /// <param name="close">
    /// Whether to close the whole connection, with the sockets of all namespaces. If not, the socket only leaves the namespace.
    /// </param>
    /// <param name="reason">The reason; see <see cref="Disconnect"/>.</param>
    /// <param name="cancellationToken">Stops the waiting. The socket is disconnected in any case.</param>
    /// <returns>
    /// A task that completes when all disconnect handlers of this socket have ended, including asynchronous ones. Inside a disconnect
    /// handler it completes at once, because it would wait for that handler. It also completes at once if the socket is not connected yet,
    /// as in a middleware. What is queued for the client is still written.
    /// </returns>
    public ValueTask CloseAsync(bool close = false, string? reason = null, CancellationToken cancellationToken = default)
    {
        // No handler knows a socket that is still in the middlewares, and a middleware would wait for itself.
        var isWaitedFor = _lifetime.State != SocketState.Connecting && !AwaitedCall.IsDisconnectRunning;
        Disconnect(close, reason);
        return !isWaitedFor ? default : new ValueTask(_lifetime.WhenEnded.WaitAsync(cancellationToken));
    }

    /// <summary>Sets the user of the socket. Call it under the lock of the rooms.</summary>
    internal void SetUserLocked(ClaimsPrincipal user, string? room)
    {
        System.Threading.Volatile.Write(ref _user, user);
        _userRoom = room;
    }

    /// <summary>Disconnects the socket when its turn has come.</summary>
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

    /// <summary>
    /// Sends the client the event of its disconnect, if it knows that it was connected. After that it gets nothing from this socket.
    /// </summary>
    /// <returns>An action that calls the listeners for outgoing events, if there are any.</returns>
    internal Action? TellFarewell(string? reason) => Connected && _lifetime.HasStarted ? SendFarewell(DisconnectReason.ByServer(reason)) : null;

    /// <summary>Sends the client the event of its disconnect, once.</summary>
    /// <returns>An action that calls the listeners for outgoing events, if there are any.</returns>
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

    /// <summary>
    /// Sends an event that is already encoded. To send one event to many sockets, encode it once with
    /// <see cref="EventPacket.Create(Namespace, string, object?[])"/>.
    /// </summary>
    /// <param name="packet">The event.</param>
    /// <exception cref="ArgumentException">The event belongs to another namespace, whose name is part of the encoded event.</exception>
    public void Send(EventPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (!packet.NamespaceUtf8.SequenceEqual(Namespace.NameUtf8))
        {
            throw new ArgumentException($"The event belongs to another namespace than {Namespace}.", nameof(packet));
        }

        SendEvent(packet, default);
    }

    /// <summary>Sends an event that is not kept. With recovery across servers it waits for its turn.</summary>
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

    /// <summary>Queues an event without calling the listeners for outgoing events.</summary>
    internal bool TryQueue(EventPacket packet, BroadcastFlags flags)
    {
        if (IsOut)
        {
            return false;
        }

        Queue(packet, flags);
        return true;
    }

    /// <summary>An action that calls the listeners for outgoing events, if there are any.</summary>
    internal Action? ToTell(EventPacket packet) => _catchAll is { Outgoing.IsEmpty: false } catchAll ? () => catchAll.NotifyOutgoing(this, packet) : null;

    /// <summary>Sends an event that is in the log. Listeners for outgoing events are called later, outside the lock of the log.</summary>
    internal void SendKept(EventPacket packet, BroadcastFlags flags, long position, ref List<Socket>? listening)
    {
        // A socket that is being recovered gets the event together with what it has missed.
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

    // Anything that is sent after a disconnect packet would reach the client's next socket in this namespace.
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

    /// <summary>Adds a listener that other sockets may share.</summary>
    internal void AddListener(string eventName, EventListener listener) => _listeners.Add(eventName, listener);

    /// <summary>Adds listeners that other sockets share.</summary>
    internal void AddListeners(ListenerTable listeners) => _listeners.Add(listeners);

    private protected override Socket Add(string eventName, EventListener listener)
    {
        _listeners.Add(eventName, listener);
        return this;
    }

    // A client of Socket.IO v2 does not get its id: it makes it from the id of the session.
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
