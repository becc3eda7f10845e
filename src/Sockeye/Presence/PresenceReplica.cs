namespace Sockeye.Presences;

/// <summary>
/// Who is in the rooms of a namespace on all servers, as this one knows it. Every server owns the truth about its own connections and tells the others of changes; who was missed is asked
/// for everything. All changes go through here, under one lock.
/// </summary>
internal sealed class PresenceReplica(string serverId, TimeProvider time, Action<PresenceRoom> changed)
{
    private readonly Dictionary<string, PresenceRoom> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Room, string Member), LocalMember> _local = [];
    private readonly Dictionary<string, PresencePeer> _peers = new(StringComparer.Ordinal);
    private long _lastTime;

    public Lock Gate { get; } = new();

    /// <summary>What the other servers are not told of yet, where there can be some.</summary>
    public List<PresenceOp>? Outgoing { get; init; }

    /// <summary>How many changes of its own this server has counted.</summary>
    public long Position { get; private set; }

    public IReadOnlyCollection<PresenceRoom> Rooms => _rooms.Values;

    public PresenceRoom? FindRoom(string room) => _rooms.GetValueOrDefault(room);

    /// <summary>A connection of the member has joined the room here.</summary>
    public void Enter(string room, string id, byte[] initialState, byte[]? info)
    {
        if (_local.TryGetValue((room, id), out var local))
        {
            local.Connections++;
            local.LingersUntil = null;
            return;
        }

        _local.Add((room, id), new LocalMember());
        var stamp = NextStamp();
        var fresh = new MemberState(id, initialState, stamp, info, stamp);

        // Who is there already, over another server, keeps the state that it has.
        var state = FindRoom(room)?.Find(id) is { } known ? known with { Info = info, InfoStamp = stamp } : fresh;
        Record(PresenceOpKind.Add, room, state);
        Change(room, entered => entered.Add(state, serverId));
    }

    /// <summary>A connection of the member has left the room here.</summary>
    /// <param name="room">The room.</param>
    /// <param name="id">The member.</param>
    /// <param name="lingersUntil">Until when the member stays although this was its last connection; none where it goes at once.</param>
    /// <returns>Whether it lingers from now on.</returns>
    public bool Exit(string room, string id, long? lingersUntil)
    {
        if (!_local.TryGetValue((room, id), out var local) || local.Connections == 0 || --local.Connections > 0)
        {
            return false;
        }

        local.LingersUntil = lingersUntil;
        if (lingersUntil is null)
        {
            RemoveLocal(room, id);
        }

        return lingersUntil is not null;
    }

    /// <summary>The member has lingered long enough, unless it came back.</summary>
    public void Expire(string room, string id, long now)
    {
        if (_local.TryGetValue((room, id), out var local) && local.LingersUntil <= now)
        {
            RemoveLocal(room, id);
        }
    }

    /// <summary>Sets the state of a member on all servers.</summary>
    /// <returns>Whether there is such a member.</returns>
    public bool SetState(string room, string id, byte[] state)
    {
        if (FindRoom(room)?.Find(id) is not { } member)
        {
            return false;
        }

        // Later than what it replaces, even where the clock of the server that set that goes before this one's.
        var stamp = NextStamp(member.StateStamp.Time);
        var next = member with { State = state, StateStamp = stamp };
        Record(PresenceOpKind.Set, room, next);
        Change(room, changed => changed.Set(next));
        return true;
    }

    /// <summary>All members with connections here, and the position that this is the picture of.</summary>
    public List<PresenceOp> TakeOwn() =>
        [.. _local.Keys.Where(key => FindRoom(key.Room)?.Find(key.Member) is not null).Select(key => new PresenceOp(PresenceOpKind.Add, key.Room, FindRoom(key.Room)!.Find(key.Member)!))];

    /// <summary>Another server tells of changes.</summary>
    /// <returns>Whether they follow on what is known of it; otherwise it has to be asked for everything.</returns>
    public bool Apply(string server, long from, IReadOnlyList<PresenceOp> ops)
    {
        if (!_peers.TryGetValue(server, out var peer))
        {
            if (from != 0)
            {
                return false;
            }

            _peers.Add(server, peer = new PresencePeer());
        }

        if (from > peer.Position)
        {
            return false;
        }

        foreach (var op in ops.Skip((int)Math.Min(ops.Count, peer.Position - from)))
        {
            peer.Position++;
            Apply(server, peer, op);
        }

        return true;
    }

    /// <summary>Another server tells of everything that it has.</summary>
    public void Replace(string server, long position, IReadOnlyList<PresenceOp> members)
    {
        if (!_peers.TryGetValue(server, out var peer))
        {
            _peers.Add(server, peer = new PresencePeer());
        }
        else if (peer.Position > position)
        {
            return;
        }

        var kept = members.Select(static op => (op.Room, op.Member.Id)).ToHashSet();
        foreach (var (room, id) in peer.Members.Where(member => !kept.Contains(member)).ToArray())
        {
            peer.Members.Remove((room, id));
            Change(room, changed => changed.Remove(id, server));
        }

        foreach (var op in members)
        {
            Apply(server, peer, op);
        }

        peer.Position = position;
    }

    /// <summary>Whether everything is known of a server up to a position.</summary>
    public bool Knows(string server, long position) => _peers.TryGetValue(server, out var peer) && peer.Position >= position;

    /// <summary>A server is gone, with all its members.</summary>
    public void Forget(string server)
    {
        if (_peers.Remove(server, out var peer))
        {
            foreach (var (room, id) in peer.Members)
            {
                Change(room, changed => changed.Remove(id, server));
            }
        }
    }

    /// <summary>Gives up the room if nothing is left to say of it.</summary>
    public void Trim(PresenceRoom room)
    {
        if (room.IsEmpty)
        {
            _rooms.Remove(room.Name);
        }
    }

    private void Apply(string server, PresencePeer peer, PresenceOp op)
    {
        switch (op.Kind)
        {
            case PresenceOpKind.Add:
                if (peer.Members.Count < PresencePeer.MaxMembers)
                {
                    peer.Members.Add((op.Room, op.Member.Id));
                    Change(op.Room, room => room.Add(op.Member, server));
                }

                break;
            case PresenceOpKind.Remove:
                peer.Members.Remove((op.Room, op.Member.Id));
                Change(op.Room, room => room.Remove(op.Member.Id, server));
                break;
            default:
                Change(op.Room, room => room.Set(op.Member));
                break;
        }
    }

    private void RemoveLocal(string room, string id)
    {
        _local.Remove((room, id));
        if (FindRoom(room)?.Find(id) is { } member)
        {
            Record(PresenceOpKind.Remove, room, member);
        }

        Change(room, changed => changed.Remove(id, serverId));
    }

    private void Change(string name, Action<PresenceRoom> change)
    {
        if (!_rooms.TryGetValue(name, out var room))
        {
            room = new PresenceRoom(name);
            _rooms.Add(name, room);
        }

        change(room);
        if (room.HasNews)
        {
            changed(room);
        }
        else
        {
            Trim(room);
        }
    }

    private void Record(PresenceOpKind kind, string room, MemberState member)
    {
        if (Outgoing is not null)
        {
            Position++;
            Outgoing.Add(new PresenceOp(kind, room, member));
        }
    }

    private Stamp NextStamp(long after = 0)
    {
        _lastTime = Math.Max(Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), _lastTime + 1), after + 1);
        return new Stamp(_lastTime, serverId);
    }
}
