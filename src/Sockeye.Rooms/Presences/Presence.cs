using System.Runtime.CompilerServices;
using Sockeye.Hooks;
using Sockeye.Presences;
using Sockeye.Replication;
using Sockeye.RoomMessages;

namespace Sockeye;

/// <summary>
/// The members of the rooms of a namespace. A member is a person, with any number of connections on any servers. Every server knows all
/// members, so no call waits for another server. It is thread-safe.
/// </summary>
/// <remarks>
/// A socket gets <c>presence:snapshot</c> when it joins a room, and after that <c>presence:joined</c>, <c>presence:updated</c> and
/// <c>presence:left</c>.
/// </remarks>
public sealed class Presence
{
    // Changes within this time are sent to the other servers together.
    private static readonly TimeSpan TogetherIn = TimeSpan.FromMilliseconds(20);

    private readonly Namespace _namespace;
    private readonly PresenceOptions _options;
    private readonly PresenceReplica _replica;
    private readonly TopicLine<(string Room, string Member), MemberState>? _line;
    private readonly PresenceNews _news;
    private readonly PresenceSockets _sockets;
    private readonly Hook<PresenceChange> _changed = new();
    private readonly StateRule _states;
    private readonly StateRule _connectionStates;

    internal Presence(Namespace ns, PresenceOptions options, StateRule states)
    {
        _states = states;
        _connectionStates = new StateRule(options.MaxStateBytes, null);
        _namespace = ns;
        _options = options;
        var cluster = ns.Server.RoomCluster;
        var gate = new Lock();
        _news = new PresenceNews(ns, options, this, gate);
        var format = new PresenceFormat(options.ListedConnections);
        _replica = new PresenceReplica(cluster, format, options.ListedConnections, ns.Server.RoomOptions.HeartbeatInterval / 2, ns.Server.Time, gate, _news.Note);
        _news.Replica = _replica;
        _sockets = new PresenceSockets(ns, options, states, _replica, _news, Publish);
        if (_replica.Topic is { } topic)
        {
            _line = new(ns, PresenceQuestion.Matter, topic, format, _replica.Gate, TogetherIn, Publish, new PresenceAnswers(this, ns, format).OnQuestion);
            _line.Start();
        }

        var requests = new PresenceRequests(this, ns, options);
        ns.OnConnection(socket =>
        {
            requests.Listen(socket);
            _sockets.OnConnected(socket);
        });
    }

    /// <summary>The rooms that have members, with the number of their members.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Rooms
    {
        get
        {
            lock (_replica.Gate)
            {
                return [.. _replica.Rooms.Where(static room => room.Count > 0).Select(static room => KeyValuePair.Create(room.Name, room.Count))];
            }
        }
    }

    /// <summary>
    /// Adds a listener for members that join rooms, change or leave. It is called on every server, in the order of the changes of a room;
    /// changes of one moment are combined. Exceptions of a listener are logged and counted.
    /// </summary>
    public Presence OnChanged(Action<PresenceChange> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnChanged(Action{PresenceChange})"/>
    public Presence OnChanged(Func<PresenceChange, Task> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <inheritdoc cref="OnChanged(Action{PresenceChange})"/>
    [OverloadResolutionPriority(1)]
    public Presence OnChanged(Func<PresenceChange, ValueTask> listener)
    {
        _changed.Add(listener);
        return this;
    }

    /// <summary>Removes a listener that you have added with <c>OnChanged</c>.</summary>
    public Presence OffChanged(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _changed.Remove(listener);
        return this;
    }

    /// <summary>Gets the number of members of a room. This is O(1).</summary>
    public int Count(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        lock (_replica.Gate)
        {
            return _replica.FindRoom(room)?.Count ?? 0;
        }
    }

    /// <summary>Gets all members of a room, in the order of their ids.</summary>
    public IReadOnlyList<PresenceMember> Members(string room) => Members(room, null, int.MaxValue).Members;

    /// <summary>Gets a page of the members of a room, in the order of their ids.</summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="after">The id after which the page begins: <see cref="PresencePage.Next"/> of the previous page.</param>
    /// <param name="limit">The maximum number of members on the page.</param>
    public PresencePage Members(string room, string? after, int limit)
    {
        var (members, count, next) = PageOf(room, after, limit);
        return new PresencePage([.. members.Select(ToMember)], count, next);
    }

    /// <summary>Gets a member of a room; <see langword="null"/> if there is no member with that id.</summary>
    public PresenceMember? Find(string room, string id)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(id);
        return FindState(room, id) is { } member ? ToMember(member) : null;
    }

    /// <summary>Gets the rooms of a member. It looks through all rooms.</summary>
    public IReadOnlyList<string> RoomsOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (_replica.Gate)
        {
            return [.. _replica.Rooms.Where(room => room.Find(id) is not null).Select(static room => room.Name)];
        }
    }

    /// <summary>
    /// Sets the state of a member. If all its connections are on other servers, those servers are asked to set it, and the new state is
    /// visible after they have done so. If they cannot be reached, nothing changes.
    /// </summary>
    /// <param name="room">The name of the room.</param>
    /// <param name="id">The id of the member.</param>
    /// <param name="state">The state. As JSON it has at most <see cref="PresenceOptions.MaxStateBytes"/> bytes and 32 levels.</param>
    /// <returns>Whether the member exists.</returns>
    /// <exception cref="ArgumentException">
    /// The state is too large, or the presence is a <see cref="Presence{TState}"/> and the state is of another type.
    /// </exception>
    public bool SetState<T>(string room, string id, T state)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(id);
        return SetStateOrThrow(room, id, PresenceJson.Of(_namespace.Server.Serializer, state), nameof(state));
    }

    /// <summary>
    /// Sets the state of a connection of this server, in addition to the state of its member. At first, and after a reconnect, a connection
    /// has the state <c>null</c> in each room.
    /// </summary>
    /// <param name="socket">The connection.</param>
    /// <param name="room">The name of the room.</param>
    /// <param name="state">
    /// The state, of any type. As JSON it has at most <see cref="PresenceOptions.MaxStateBytes"/> bytes and 32 levels.
    /// </param>
    /// <returns>Whether the socket is in the room and is shown.</returns>
    /// <exception cref="ArgumentException">The state is too large.</exception>
    /// <exception cref="InvalidOperationException"><see cref="PresenceOptions.Connections"/> is off.</exception>
    public bool SetConnectionState<T>(Socket socket, string room, T state)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(room);
        if (!_options.Connections)
        {
            throw new InvalidOperationException($"Connections have no states in the namespace {_namespace.Name}. Turn on {nameof(PresenceOptions)}.{nameof(PresenceOptions.Connections)}.");
        }

        return SetConnectionState(socket, room, AcceptOrThrow(_connectionStates, PresenceJson.Of(_namespace.Server.Serializer, state), nameof(state)));
    }

    /// <exception cref="ArgumentException">The state is too large or of another type.</exception>
    internal bool SetStateOrThrow(string room, string id, byte[] state, string parameter) => SetState(room, id, AcceptOrThrow(_states, state, parameter));

    /// <inheritdoc cref="StateRule.Accept"/>
    internal byte[] Accept(byte[] state, bool isOfConnection) => (isOfConnection ? _connectionStates : _states).Accept(state);

    /// <summary>Sets the state of a member to a state that was checked.</summary>
    internal bool SetState(string room, string id, byte[] accepted)
    {
        bool isThere;
        lock (_replica.Gate)
        {
            isThere = _replica.SetState(room, id, accepted);
        }

        Publish();
        return isThere;
    }

    /// <summary>Sets the state of a connection to a state that was checked.</summary>
    internal bool SetConnectionState(Socket socket, string room, byte[] accepted)
    {
        bool isThere;
        lock (_replica.Gate)
        {
            isThere = _news.Audience.IdOf(socket, room) is { } id && _replica.SetConnectionState(room, id, socket.Id, accepted);
        }

        Publish();
        return isThere;
    }

    /// <summary>Whether a room has presence.</summary>
    internal bool Includes(string room) => _options.Includes(room);

    /// <inheritdoc cref="PresenceSockets.IdOf"/>
    internal string? IdOf(Socket socket, string room) => _sockets.IdOf(socket, room);

    /// <inheritdoc cref="PresenceSockets.RecheckAsync"/>
    internal Task RecheckAsync(Socket socket, string room) => _sockets.RecheckAsync(socket, room);

    /// <inheritdoc cref="PresenceNews.Answer"/>
    internal void Answer(Action answer) => _news.Answer(answer);

    /// <summary>The number of members of a room in the last report.</summary>
    internal int CountTold(string room)
    {
        lock (_replica.Gate)
        {
            return _replica.FindRoom(room)?.ToldCount ?? 0;
        }
    }

    /// <summary>Gets a member of a room; <see langword="null"/> if there is no member with that id.</summary>
    internal MemberState? FindState(string room, string id)
    {
        lock (_replica.Gate)
        {
            return _replica.FindRoom(room)?.Find(id);
        }
    }

    /// <summary>Gets a page of the members of a room, in the order of their ids.</summary>
    internal (MemberState[] Members, int Count, string? Next) PageOf(string room, string? after, int limit) => Page(room, after, limit, static room => (room.Members, room.Count));

    /// <summary>Gets a page of the members of a room as last reported, in the order of their ids.</summary>
    internal (MemberState[] Members, int Count, string? Next) PageOfTold(string room, string? after, int limit) =>
        Page(room, after, limit, static room => (room.Told(), room.ToldCount));

    private (MemberState[] Members, int Count, string? Next) Page(string room, string? after, int limit, Func<PresenceRoom, (IEnumerable<MemberState> Members, int Count)> read)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        lock (_replica.Gate)
        {
            if (_replica.FindRoom(room) is not { } found)
            {
                return ([], 0, null);
            }

            var (members, count) = read(found);
            var page = members.SkipWhile(member => after is not null && string.CompareOrdinal(member.Id, after) <= 0).Take(limit == int.MaxValue ? limit : limit + 1).ToArray();
            return page.Length > limit ? (page[..limit], count, page[limit - 1].Id) : (page, count, null);
        }
    }

    internal PresenceMember ToMember(MemberState member) => member.ToMember(_namespace.Server.Serializer);

    /// <summary>
    /// Raised when the number of members of a room may have changed. It is for features of this library; the application cannot remove
    /// their listeners. It is also raised if nothing is reported, because a member that comes and goes within a window may have been
    /// counted meanwhile.
    /// </summary>
    internal Hook<string> Counted { get; } = new();

    internal IListenerFailures Failures => _namespace.Failures;

    internal void RaiseCounted(string room) => Counted.Start(room, "presence", _namespace.Failures);

    /// <summary>
    /// Raised when a member has changed. It is for features of this library; the application cannot remove their listeners.
    /// </summary>
    internal Hook<PresenceChange> Told { get; } = new();

    internal void Raise(PresenceChange change)
    {
        Told.Start(change, "presence", _namespace.Failures);
        _changed.Start(change, "presence changed", _namespace.Failures);
    }

    internal void Close()
    {
        _sockets.Close();
        _line?.Close();
        _news.Close();
    }

    private static byte[] AcceptOrThrow(StateRule states, byte[] state, string parameter)
    {
        try
        {
            return states.Accept(state);
        }
        catch (EventRefusedException refusal)
        {
            throw new ArgumentException($"The state is refused: {refusal.Message}.", parameter, refusal);
        }
    }

    private void Publish()
    {
        _line?.Send();
        _news.Tell();
    }
}
