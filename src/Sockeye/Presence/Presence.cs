using System.Text;
using Sockeye.Presences;
using Sockeye.Sockets;

namespace Sockeye;

/// <summary>
/// Who is in the rooms of a namespace: people, whatever number of connections they have and on whatever servers. Every server has the whole picture, so that nothing here waits for
/// another one but <see cref="Settled"/>. Thread-safe.
/// </summary>
/// <remarks>Members of a room get <c>presence:snapshot</c> when they join it and <c>presence:joined</c>, <c>presence:updated</c> and <c>presence:left</c> from then on.</remarks>
public sealed class Presence
{
    private readonly Namespace _namespace;
    private readonly PresenceOptions _options;
    private readonly PresenceReplica _replica;
    private readonly PresenceReplication? _replication;
    private readonly PresenceNews _news;
    private readonly LingeringMembers _lingering;
    private readonly Dictionary<(Socket Socket, string Room), string> _ids = [];
    private readonly byte[] _initialState;

    internal Presence(Namespace ns, PresenceOptions options)
    {
        _namespace = ns;
        _options = options;
        _initialState = ToJson(options.InitialState);
        var cluster = ns.Server.RoomCluster;
        _news = new PresenceNews(ns, options, this);
        _replica = new PresenceReplica(cluster.ServerId, ns.Server.Time, _news.Note) { Outgoing = cluster.IsShared ? [] : null };
        _news.Replica = _replica;
        _lingering = new LingeringMembers(ns.Server.Timers, ns.Server.Time, Expire);
        _replication = cluster.IsShared ? new PresenceReplication(ns, cluster, _replica, _news.Tell) : null;
        ns.Table.Events.SocketJoined += OnJoined;
        ns.Table.Events.SocketLeft += OnLeft;
        ns.OnConnection(new PresenceRequests(this, ns, options).Listen);
    }

    /// <summary>Somebody has joined a room, changed or left; on every server, in the order of the changes of a room, those of a moment told together. What a listener throws is logged.</summary>
    public event Action<PresenceChange>? Changed;

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

    /// <summary>Completes when this server hears the others, or when it is clear that it will not soon.</summary>
    public Task Settled => _namespace.Server.RoomCluster.Ready;

    /// <summary>How many members a room has. O(1).</summary>
    public int Count(string room)
    {
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
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        lock (_replica.Gate)
        {
            if (_replica.FindRoom(room) is not { } found)
            {
                return new PresencePage([], 0, null);
            }

            var members = found.Members.SkipWhile(member => after is not null && string.CompareOrdinal(member.Id, after) <= 0).Take(limit == int.MaxValue ? limit : limit + 1).ToArray();
            var hasMore = members.Length > limit;
            PresenceMember[] page = [.. members.Take(limit).Select(ToMember)];
            return new PresencePage(page, found.Count, hasMore ? page[^1].Id : null);
        }
    }

    /// <summary>A member of a room; <see langword="null"/> where there is none of that id.</summary>
    public PresenceMember? Find(string room, string id)
    {
        lock (_replica.Gate)
        {
            return _replica.FindRoom(room)?.Find(id) is { } member ? ToMember(member) : null;
        }
    }

    /// <summary>The rooms that somebody is in. It looks through all rooms.</summary>
    public IReadOnlyList<string> RoomsOf(string id)
    {
        lock (_replica.Gate)
        {
            return [.. _replica.Rooms.Where(room => room.Find(id) is not null).Select(static room => room.Name)];
        }
    }

    /// <summary>Sets the state of a member, on whatever server its connections are.</summary>
    /// <param name="room">The room.</param>
    /// <param name="id">The member.</param>
    /// <param name="state">The state; written as JSON, at most <see cref="PresenceOptions.MaxStateBytes"/>.</param>
    /// <returns>Whether there is such a member.</returns>
    /// <exception cref="ArgumentException">The state is too large.</exception>
    public bool SetState<T>(string room, string id, T state)
    {
        var json = ToJson(state);
        if (json.Length > _options.MaxStateBytes)
        {
            throw new ArgumentException($"The state has {json.Length} bytes of JSON; {_options.MaxStateBytes} are allowed.", nameof(state));
        }

        return SetState(room, id, json);
    }

    internal bool SetState(string room, string id, byte[] state)
    {
        bool isSet;
        lock (_replica.Gate)
        {
            isSet = _replica.SetState(room, id, state);
        }

        Publish();
        return isSet;
    }

    /// <summary>Whether a room has presence.</summary>
    internal bool Includes(string room) => _options.Includes(room);

    /// <summary>Who a socket is in a room; nothing where it is not in it, or not shown.</summary>
    internal string? IdOf(Socket socket, string room)
    {
        lock (_replica.Gate)
        {
            return _ids.GetValueOrDefault((socket, room));
        }
    }

    internal PresenceMember ToMember(MemberState member) => new(member, _namespace.Server.Serializer);

    internal void Raise(PresenceChange change)
    {
        try
        {
            Changed?.Invoke(change);
        }
        catch (Exception exception)
        {
            _namespace.Server.RoomListenerFailed(exception);
        }
    }

    internal void Close()
    {
        _namespace.Table.Events.SocketJoined -= OnJoined;
        _namespace.Table.Events.SocketLeft -= OnLeft;
        _replication?.Close();
        _lingering.Close();
        _news.Close();
    }

    private void OnJoined(string room, Socket socket)
    {
        if (room == socket.Id || !_options.Includes(room))
        {
            return;
        }

        var id = _options.Identify(socket);
        var info = id is null ? null : Describe(socket);
        lock (_replica.Gate)
        {
            if (id is not null)
            {
                _ids[(socket, room)] = id;
            }

            // First what was told so far, then the news, of which the socket itself is one.
            _news.Welcome(socket, room);
            if (id is not null)
            {
                _replica.Enter(room, id, _initialState, info);
            }
        }

        Publish();
    }

    private void OnLeft(string room, Socket socket)
    {
        lock (_replica.Gate)
        {
            if (!_ids.Remove((socket, room), out var id))
            {
                return;
            }

            long? deadline = socket.HasLeft && _options.GracePeriod > TimeSpan.Zero ? _lingering.DeadlineIn(_options.GracePeriod) : null;
            if (_replica.Exit(room, id, deadline))
            {
                _lingering.Add(deadline!.Value, room, id);
            }
        }

        Publish();
    }

    private void Expire(IReadOnlyList<(string Room, string Id)> members, long now)
    {
        lock (_replica.Gate)
        {
            foreach (var (room, id) in members)
            {
                _replica.Expire(room, id, now);
            }
        }

        Publish();
    }

    private void Publish()
    {
        _replication?.Send();
        _news.Tell();
    }

    private byte[]? Describe(Socket socket)
    {
        if (_options.Describe?.Invoke(socket) is not { } described)
        {
            return null;
        }

        var info = ToJson(described);
        if (info.Length <= _options.MaxInfoBytes)
        {
            return info;
        }

        _namespace.Server.RoomListenerFailed(
            new InvalidOperationException($"What describes a member has {info.Length} bytes of JSON; {_options.MaxInfoBytes} are allowed. It is left out."));
        return null;
    }

    private byte[] ToJson<T>(T value) =>
        Encoding.UTF8.GetBytes(PayloadJson.ToElement(_namespace.Server.Serializer, value).GetRawText());
}
