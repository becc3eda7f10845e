namespace Sockeye.Presences;

/// <summary>
/// Who is in the rooms of a namespace on all servers, as this one knows it. Every server owns the truth about its own connections and tells the others of changes; who was missed is asked
/// for everything. All changes go through here, under one lock.
/// </summary>
internal sealed class PresenceReplica(string serverId, long epoch, TimeProvider time, Action<PresenceRoom> changed)
{
    private const int MaxOutgoing = 100_000;

    private readonly Dictionary<string, PresenceRoom> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Room, string Member), LocalMember> _local = [];
    private readonly Dictionary<string, PresencePeer> _peers = new(StringComparer.Ordinal);
    private long _lastTime;

    public Lock Gate { get; } = new();

    /// <summary>What the other servers are not told of yet, where there can be some.</summary>
    public List<PresenceOp>? Outgoing { get; init; }

    /// <summary>How many changes of its own this server has counted.</summary>
    public long Position { get; private set; } = PresencePosition.StartOf(epoch);

    /// <summary>What comes after all changes of this namespace, and before those of the next of its name.</summary>
    public long End => PresencePosition.EndOf(epoch);

    public IReadOnlyCollection<PresenceRoom> Rooms => _rooms.Values;

    public PresenceRoom? FindRoom(string room) => _rooms.GetValueOrDefault(room);

    /// <summary>A connection of the member has joined the room here.</summary>
    public void Enter(string room, string id, byte[] initialState, byte[]? info)
    {
        if (_local.TryGetValue((room, id), out var local))
        {
            local.Connections++;
            local.LingersUntil = null;
            if (FindRoom(room)?.SaidBy(serverId, id) is { } said && !info.AsSpan().SequenceEqual(said.Info))
            {
                PutOwn(PresenceOpKind.Add, room, said with { Info = info, InfoStamp = NextStamp(said.InfoStamp.Time) });
            }

            return;
        }

        _local.Add((room, id), new LocalMember());

        // Who is there already, over another server, keeps the state that it has; and that is set somewhere else in this moment is later than the first state anywhere.
        var known = FindRoom(room)?.Find(id);
        PutOwn(PresenceOpKind.Add, room, new MemberState(id, known?.State ?? initialState, known?.StateStamp ?? Stamp.First, info, NextStamp()));
    }

    /// <summary>A connection of the member has left the room here.</summary>
    /// <returns>Whether it was the last: <see cref="Linger"/> or <see cref="Remove"/> has to follow.</returns>
    public bool Exit(string room, string id) => _local.TryGetValue((room, id), out var local) && local.Connections > 0 && --local.Connections == 0;

    /// <summary>A member without connections stays for a while.</summary>
    public void Linger(string room, string id, long until) => _local[(room, id)].LingersUntil = until;

    /// <summary>The member has lingered long enough, unless it came back.</summary>
    public void Expire(string room, string id, long now)
    {
        if (_local.TryGetValue((room, id), out var local) && local.LingersUntil <= now)
        {
            Remove(room, id);
        }
    }

    /// <summary>The member has no connections here any more.</summary>
    public void Remove(string room, string id)
    {
        _local.Remove((room, id));
        if (FindRoom(room)?.SaidBy(serverId, id) is { } said)
        {
            Record(PresenceOpKind.Remove, room, said);
            Change(room, changed => changed.Remove(serverId, id));
        }
    }

    /// <summary>Sets the state of a member that has connections here; those that have others are to be asked.</summary>
    /// <param name="room">The room.</param>
    /// <param name="id">The member.</param>
    /// <param name="state">The state.</param>
    /// <param name="elsewhere">What the servers with connections of the member have to set, where this one has none.</param>
    /// <param name="servers">Those servers.</param>
    /// <returns>Whether there is such a member.</returns>
    public bool SetState(string room, string id, byte[] state, out MemberState? elsewhere, out string[] servers)
    {
        (elsewhere, servers) = (null, []);
        if (FindRoom(room) is not { } found || found.Find(id) is not { } member)
        {
            return false;
        }

        // Later than what it replaces, even where the clock of the server that set that goes before this one's.
        var stamp = NextStamp(member.StateStamp.Time);
        if (found.SaidBy(serverId, id) is { } said)
        {
            PutOwn(PresenceOpKind.Set, room, said with { State = state, StateStamp = stamp });
        }
        else
        {
            (elsewhere, servers) = (member with { State = state, StateStamp = stamp }, found.ServersOf(id));
        }

        return true;
    }

    /// <summary>A state that another server was asked to set, of a member that has connections here.</summary>
    public void Adopt(string room, MemberState state)
    {
        if (FindRoom(room)?.SaidBy(serverId, state.Id) is { } said && state.StateStamp.CompareTo(said.StateStamp) > 0)
        {
            PutOwn(PresenceOpKind.Set, room, said with { State = state.State, StateStamp = state.StateStamp });
        }
    }

    /// <summary>All members with connections here, and the position that this is the picture of.</summary>
    public List<PresenceOp> TakeOwn() =>
        [.. _local.Keys.Select(key => new PresenceOp(PresenceOpKind.Add, key.Room, FindRoom(key.Room)!.SaidBy(serverId, key.Member)!))];

    /// <summary>Another server tells of changes.</summary>
    /// <returns>Whether they follow on what is known of it; otherwise it has to be asked for everything.</returns>
    public bool Apply(string server, long from, IReadOnlyList<PresenceOp> ops)
    {
        if (!_peers.TryGetValue(server, out var peer) || (from > peer.Position && PresencePosition.IsStart(from)))
        {
            if (!PresencePosition.IsStart(from))
            {
                return false;
            }

            // The namespace is new there, or was removed and made again.
            Forget(server);
            _peers.Add(server, peer = new PresencePeer { Position = from });
        }

        peer.Absences = 0;
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

        peer.Absences = 0;
        var kept = members.Where(static op => op.Kind == PresenceOpKind.Add).Select(static op => (op.Room, op.Member.Id)).ToHashSet();
        foreach (var (room, id) in peer.Members.Where(member => !kept.Contains(member)).ToArray())
        {
            peer.Members.Remove((room, id));
            Change(room, changed => changed.Remove(server, id));
        }

        foreach (var op in members)
        {
            Apply(server, peer, op);
        }

        peer.Position = position;
    }

    /// <summary>Whether everything is known of a server up to a position.</summary>
    public bool Knows(string server, long position)
    {
        if (_peers.TryGetValue(server, out var peer))
        {
            peer.Absences = 0;
            return peer.Position >= position;
        }

        return PresencePosition.IsStart(position);
    }

    /// <summary>A server is alive and says that it has no such namespace. Once may be chance, where it was just made.</summary>
    public void Miss(string server)
    {
        if (_peers.TryGetValue(server, out var peer) && ++peer.Absences >= PresencePeer.MaxAbsences)
        {
            Forget(server);
        }
    }

    /// <summary>A server is gone, with all its members.</summary>
    public void Forget(string server)
    {
        if (_peers.Remove(server, out var peer))
        {
            foreach (var (room, id) in peer.Members)
            {
                Change(room, changed => changed.Remove(server, id));
            }
        }
    }

    /// <summary>Gives up the room if nothing is left to say of it.</summary>
    public void Trim(PresenceRoom room)
    {
        if (room.IsEmpty && !room.IsAwaited)
        {
            _rooms.Remove(room.Name);
        }
    }

    private void Apply(string server, PresencePeer peer, PresenceOp op)
    {
        switch (op.Kind)
        {
            case PresenceOpKind.Add:
                if (peer.Members.Count >= PresencePeer.MaxMembers && !peer.Members.Contains((op.Room, op.Member.Id)))
                {
                    return;
                }

                peer.Members.Add((op.Room, op.Member.Id));
                Change(op.Room, room => room.Put(server, op.Member));
                break;
            case PresenceOpKind.Remove:
                peer.Members.Remove((op.Room, op.Member.Id));
                Change(op.Room, room => room.Remove(server, op.Member.Id));
                break;
            default:
                Change(op.Room, room => room.Set(server, op.Member));
                break;
        }

        // What this server says goes on to hold when the other one is gone.
        if (op.Kind != PresenceOpKind.Remove && peer.Members.Contains((op.Room, op.Member.Id)))
        {
            Adopt(op.Room, op.Member);
        }
    }

    private void PutOwn(PresenceOpKind kind, string room, MemberState state)
    {
        Record(kind, room, state);
        Change(room, changed => changed.Put(serverId, state));
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
        if (Outgoing is null)
        {
            return;
        }

        // What is given up the others miss, and ask for everything.
        if (Outgoing.Count >= MaxOutgoing)
        {
            Outgoing.Clear();
        }

        Position++;
        Outgoing.Add(new PresenceOp(kind, room, member));
    }

    private Stamp NextStamp(long after = 0)
    {
        _lastTime = Math.Max(Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), _lastTime + 1), after + 1);
        return new Stamp(_lastTime, serverId);
    }
}
