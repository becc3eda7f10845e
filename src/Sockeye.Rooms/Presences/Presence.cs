using System.Runtime.CompilerServices;
using Sockeye.Hooks;
using Sockeye.Presences;
using Sockeye.Replication;
using Sockeye.RoomMessages;

namespace Sockeye;

/// <summary>
/// Who is in the rooms of a namespace: people, whatever number of connections they have and on whatever servers. Every server has the whole picture, so that nothing here waits for
/// another one. Thread-safe.
/// </summary>
/// <remarks>Members of a room get <c>presence:snapshot</c> when they join it and <c>presence:joined</c>, <c>presence:updated</c> and <c>presence:left</c> from then on.</remarks>
public sealed class Presence
{
    // What changes within it goes to the other servers together.
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

    /// <summary>The rooms with members, and how many each has.</summary>
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

    /// <summary>Listens to members that join rooms, change or leave: on every server, in the order of the changes of a room, those of a moment told together. What a listener throws is logged and counted.</summary>
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

    /// <summary>Removes a listener of <c>OnChanged</c>.</summary>
    public Presence OffChanged(Delegate listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        _changed.Remove(listener);
        return this;
    }

    /// <summary>How many members a room has. O(1).</summary>
    public int Count(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        lock (_replica.Gate)
        {
            return _replica.FindRoom(room)?.Count ?? 0;
        }
    }

    /// <summary>All members of a room, in the order of their ids.</summary>
    public IReadOnlyList<PresenceMember> Members(string room) => Members(room, null, int.MaxValue).Members;

    /// <summary>Some members of a room, in the order of their ids.</summary>
    /// <param name="room">The room.</param>
    /// <param name="after">The id behind which the page begins; what the page before gave as <see cref="PresencePage.Next"/>.</param>
    /// <param name="limit">How many the page has at most.</param>
    public PresencePage Members(string room, string? after, int limit)
    {
        var (members, count, next) = PageOf(room, after, limit);
        return new PresencePage([.. members.Select(ToMember)], count, next);
    }

    /// <summary>A member of a room; <see langword="null"/> if there is none of that id.</summary>
    public PresenceMember? Find(string room, string id)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(id);
        return FindState(room, id) is { } member ? ToMember(member) : null;
    }

    /// <summary>The rooms that somebody is in. It looks through all rooms.</summary>
    public IReadOnlyList<string> RoomsOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (_replica.Gate)
        {
            return [.. _replica.Rooms.Where(room => room.Find(id) is not null).Select(static room => room.Name)];
        }
    }

    /// <summary>
    /// Sets the state of a member. If all its connections are on other servers, those are told, and the new state shows when they have set it; while they cannot be reached nothing
    /// changes.
    /// </summary>
    /// <param name="room">The room.</param>
    /// <param name="id">The member.</param>
    /// <param name="state">The state; written as JSON, at most <see cref="PresenceOptions.MaxStateBytes"/> long and 32 levels deep.</param>
    /// <returns>Whether there is such a member.</returns>
    /// <exception cref="ArgumentException">The state is too large, or the presence is a <see cref="Presence{TState}"/> and it is of another type.</exception>
    public bool SetState<T>(string room, string id, T state)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(id);
        return SetStateOrThrow(room, id, PresenceJson.Of(_namespace.Server.Serializer, state), nameof(state));
    }

    /// <summary>Sets the state of a connection of this server, beside that of its member. A connection has <c>null</c> at first, in each room, and when it comes back.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="room">The room.</param>
    /// <param name="state">The state; written as JSON, at most <see cref="PresenceOptions.MaxStateBytes"/> long and 32 levels deep, and of any type.</param>
    /// <returns>Whether the socket is in the room, and shown.</returns>
    /// <exception cref="ArgumentException">The state is too large.</exception>
    /// <exception cref="InvalidOperationException"><see cref="PresenceOptions.Connections"/> is off.</exception>
    public bool SetConnectionState<T>(Socket socket, string room, T state)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(room);
        if (!_options.Connections)
        {
            throw new InvalidOperationException($"Connections have no states in the namespace {_namespace.Name}. Set {nameof(PresenceOptions)}.{nameof(PresenceOptions.Connections)}.");
        }

        return SetConnectionState(socket, room, AcceptOrThrow(_connectionStates, PresenceJson.Of(_namespace.Server.Serializer, state), nameof(state)));
    }

    /// <exception cref="ArgumentException">It is too large or of another type.</exception>
    internal bool SetStateOrThrow(string room, string id, byte[] state, string parameter) => SetState(room, id, AcceptOrThrow(_states, state, parameter));

    /// <inheritdoc cref="StateRule.Accept"/>
    internal byte[] Accept(byte[] state, bool isOfConnection) => (isOfConnection ? _connectionStates : _states).Accept(state);

    /// <summary>Sets the state of a member to one that was accepted.</summary>
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

    /// <summary>Sets the state of a connection to one that was accepted.</summary>
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

    /// <summary>How many members of a room there were when it was last told.</summary>
    internal int CountTold(string room)
    {
        lock (_replica.Gate)
        {
            return _replica.FindRoom(room)?.ToldCount ?? 0;
        }
    }

    /// <summary>A member of a room; <see langword="null"/> if there is none of that id.</summary>
    internal MemberState? FindState(string room, string id)
    {
        lock (_replica.Gate)
        {
            return _replica.FindRoom(room)?.Find(id);
        }
    }

    /// <summary>Some members of a room, in the order of their ids.</summary>
    internal (MemberState[] Members, int Count, string? Next) PageOf(string room, string? after, int limit) => Page(room, after, limit, static room => (room.Members, room.Count));

    /// <summary>Some members of a room as they were last told, in the order of their ids.</summary>
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
    /// The number of members of a room may be another one. For the library's own features: the application cannot remove them. It is raised also if nobody is told of anything, because who
    /// comes and goes within a window was counted by those who looked meanwhile.
    /// </summary>
    internal Hook<string> Counted { get; } = new();

    internal IListenerFailures Failures => _namespace.Failures;

    internal void RaiseCounted(string room) => Counted.Start(room, "presence", _namespace.Failures);

    /// <summary>A member has changed. For the library's own features: the application cannot remove them.</summary>
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
