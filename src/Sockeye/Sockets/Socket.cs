using System.Collections.Concurrent;
using System.Security.Claims;
using Sockeye.Connections;
using Sockeye.Engine.Sessions;
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

    /// <summary>Sets the user of the socket. Call it under the lock of the rooms.</summary>
    internal void SetUserLocked(ClaimsPrincipal user, string? room)
    {
        System.Threading.Volatile.Write(ref _user, user);
        _userRoom = room;
    }

    // A client of Socket.IO v2 does not get its id: it makes it from the id of the session.
    private static string NewId(Namespace ns, EngineSession session) => session.Protocol switch
    {
        3 when ns.Name == "/" => session.Id,
        3 => $"{ns.Name}#{session.Id}",
        _ => SocketIOServer.NewSocketId(),
    };

    private CatchAll EnsureCatchAll() => _catchAll ?? Interlocked.CompareExchange(ref _catchAll, new CatchAll(), null) ?? _catchAll;
}
