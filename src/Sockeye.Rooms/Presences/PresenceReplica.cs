using Sockeye.Backends;
using Sockeye.Replication;

namespace Sockeye.Presences;

/// <summary>
/// The members of the rooms of a namespace on all servers, as this one knows them. Each server owns the facts about its own connections,
/// and sends them to the others by a topic. All changes go through this class, under one lock.
/// </summary>
internal sealed class PresenceReplica : ITopicReader<(string Room, string Member), MemberState>
{
    private readonly string _serverId;
    private readonly int _maxConnections;
    private readonly TimeProvider _time;
    private readonly Action<PresenceRoom> _changed;
    private readonly Dictionary<string, PresenceRoom> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Room, string Member), LocalMember> _local = [];
    private long _lastTime;

    /// <param name="cluster">The servers that share it.</param>
    /// <param name="format">The format of messages between them.</param>
    /// <param name="maxConnections">The maximum number of listed connections of a member; zero if connections are not listed.</param>
    /// <param name="askAgain">The time after which a server that has not answered is asked again.</param>
    /// <param name="time">The clock.</param>
    /// <param name="gate">The lock.</param>
    /// <param name="changed">Called under the lock with a room that has changed.</param>
    public PresenceReplica(RoomCluster cluster, PresenceFormat format, int maxConnections, TimeSpan askAgain, TimeProvider time, Lock gate, Action<PresenceRoom> changed)
    {
        _serverId = cluster.ServerId;
        _maxConnections = maxConnections;
        _time = time;
        Gate = gate;
        _changed = changed;
        Topic = cluster.IsShared ? new(cluster.NextEpoch(), format, this, askAgain) : null;
    }

    public Lock Gate { get; }

    /// <summary>The topic that the other servers read; <see langword="null"/> if there can be no other servers.</summary>
    public Topic<(string Room, string Member), MemberState>? Topic { get; }

    public IReadOnlyCollection<PresenceRoom> Rooms => _rooms.Values;

    public PresenceRoom? FindRoom(string room) => _rooms.GetValueOrDefault(room);

    /// <summary>Adds a connection of a member that has joined the room on this server.</summary>
    public void Enter(string room, string id, string connection, byte[] initialState, byte[]? info)
    {
        if (_local.TryGetValue((room, id), out var local))
        {
            local.Add(connection);
            if (FindRoom(room)?.SaidBy(_serverId, id) is { } said && !info.AsSpan().SequenceEqual(said.Info))
            {
                PutOwn(room, said with { Info = info, InfoStamp = NextStamp(said.InfoStamp.Time), Connections = local.List(_maxConnections) });
            }
            else
            {
                ListConnections(room, id, local);
            }

            return;
        }

        _local.Add((room, id), local = new LocalMember(_maxConnections > 0));
        local.Add(connection);

        // A member that is already there, on another server, keeps its state. A state that is being set elsewhere at this moment is later
        // than every initial state.
        var known = FindRoom(room)?.Find(id);
        PutOwn(room, new MemberState(id, known?.State ?? initialState, known?.StateStamp ?? Stamp.First, info, NextStamp()) { Connections = local.List(_maxConnections) });
    }

    /// <summary>Removes a connection of a member that has left the room on this server.</summary>
    /// <returns>Whether it was the last one. If so, <see cref="Linger"/> or <see cref="Remove"/> has to follow.</returns>
    public bool Exit(string room, string id, string connection)
    {
        if (!_local.TryGetValue((room, id), out var local) || local.Connections == 0)
        {
            return false;
        }

        local.Remove(connection);
        if (local.Connections == 0)
        {
            return true;
        }

        ListConnections(room, id, local);
        return false;
    }

    /// <summary>Keeps a member without connections for a while.</summary>
    public void Linger(string room, string id, long until)
    {
        var local = _local[(room, id)];
        local.LingersUntil = until;
        ListConnections(room, id, local);
    }

    /// <summary>Sets the state of a connection of this server.</summary>
    /// <returns>Whether the connection exists.</returns>
    public bool SetConnectionState(string room, string id, string connection, byte[] state)
    {
        if (!_local.TryGetValue((room, id), out var local) || !local.SetState(connection, state))
        {
            return false;
        }

        ListConnections(room, id, local);
        return true;
    }

    /// <summary>Removes a member that has stayed long enough, unless it has come back.</summary>
    public void Expire(string room, string id, long now)
    {
        if (_local.TryGetValue((room, id), out var local) && local.LingersUntil <= now)
        {
            Remove(room, id);
        }
    }

    /// <summary>Removes a member that has no connections on this server any more.</summary>
    public void Remove(string room, string id)
    {
        _local.Remove((room, id));
        if (FindRoom(room)?.SaidBy(_serverId, id) is not null)
        {
            Topic?.Remove((room, id));
            Change(room, changed => changed.Remove(_serverId, id));
        }
    }

    /// <summary>Removes a member that has left the room itself. Other servers that only wait for its return stop waiting.</summary>
    public void Leave(string room, string id)
    {
        Remove(room, id);
        foreach (var server in FindRoom(room)?.ServersOf(id) ?? [])
        {
            Topic?.Wish(server, TopicOp<(string, string), MemberState>.Named((room, id)));
        }
    }

    /// <summary>Sets the state of a member. If it has no connections here, the servers that have some are asked to set it.</summary>
    /// <returns>Whether the member exists.</returns>
    public bool SetState(string room, string id, byte[] state)
    {
        if (FindRoom(room) is not { } found || found.Find(id) is not { } member)
        {
            return false;
        }

        // Later than the state that it replaces, even if the clock of the server that set that one is ahead.
        var stamp = NextStamp(member.StateStamp.Time);
        if (found.SaidBy(_serverId, id) is { } said)
        {
            PutOwn(room, said with { State = state, StateStamp = stamp });
            return true;
        }

        foreach (var server in found.ServersOf(id))
        {
            Topic?.Wish(server, new((room, id), new MemberState(id, state, stamp, null, default), true));
        }

        return true;
    }

    /// <summary>Removes the room if nothing is left to report about it.</summary>
    public void Trim(PresenceRoom room)
    {
        if (room.IsEmpty && !room.IsAwaited)
        {
            _rooms.Remove(room.Name);
        }
    }

    void ITopicReader<(string Room, string Member), MemberState>.Put(string server, (string Room, string Member) key, MemberState value, MemberState? before)
    {
        Change(key.Room, room => room.Put(server, value));

        // The entry of this server stays valid when the other server is gone.
        Adopt(key.Room, value);
    }

    void ITopicReader<(string Room, string Member), MemberState>.Remove(string server, (string Room, string Member) key, MemberState before) =>
        Change(key.Room, room => room.Remove(server, key.Member));

    void ITopicReader<(string Room, string Member), MemberState>.Wish(string server, TopicOp<(string Room, string Member), MemberState> op)
    {
        if (op.HasValue)
        {
            Adopt(op.Key.Room, op.Value);
        }
        else if (_local.TryGetValue(op.Key, out var local) && local.LingersUntil is not null)
        {
            Remove(op.Key.Room, op.Key.Member);
        }
    }

    /// <summary>Takes over a later state of a member that has connections here.</summary>
    private void Adopt(string room, MemberState state)
    {
        if (FindRoom(room)?.SaidBy(_serverId, state.Id) is { } said && state.StateStamp.CompareTo(said.StateStamp) > 0)
        {
            PutOwn(room, said with { State = state.State, StateStamp = state.StateStamp });
        }
    }

    private void ListConnections(string room, string id, LocalMember local)
    {
        if (_maxConnections > 0 && FindRoom(room)?.SaidBy(_serverId, id) is { } said
            && local.List(_maxConnections) is var connections && !MemberConnection.LookAlike(connections, said.Connections))
        {
            PutOwn(room, said with { Connections = connections });
        }
    }

    private void PutOwn(string room, MemberState state)
    {
        Topic?.Put((room, state.Id), state);
        Change(room, changed => changed.Put(_serverId, state));
    }

    private void Change(string name, Action<PresenceRoom> change)
    {
        if (!_rooms.TryGetValue(name, out var room))
        {
            room = new PresenceRoom(name, _maxConnections);
            _rooms.Add(name, room);
        }

        change(room);
        if (room.HasNews)
        {
            _changed(room);
        }
        else
        {
            Trim(room);
        }
    }

    private Stamp NextStamp(long after = 0)
    {
        _lastTime = Math.Max(Math.Max(_time.GetUtcNow().ToUnixTimeMilliseconds(), _lastTime + 1), after + 1);
        return new Stamp(_lastTime, _serverId);
    }
}
