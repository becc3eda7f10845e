namespace Sockeye.Rooms;

/// <summary>
/// Finds the distinct, connected sockets that broadcast options select, and visits each of them once. The lock of the table is held while
/// the rooms are looked up, but not while sockets are visited.
/// </summary>
internal sealed class RoomWalk
{
    // It is taken while in use, because a visitor may broadcast too: it may call a listener for outgoing events.
    [ThreadStatic]
    private static RoomWalk? t_idle;

    private readonly List<MemberWalk> _rooms = [];
    private readonly List<MemberWalk> _exceptRooms = [];
    private readonly List<Socket> _owners = [];
    private readonly HashSet<Socket> _visited = [];
    private readonly HashSet<Socket> _excluded = [];

    public static bool Any(RoomTable table, BroadcastOptions options)
    {
        if (options.Rooms.Count == 0)
        {
            return table.ConnectedCount > 0;
        }

        lock (table.Gate)
        {
            for (var i = 0; i < options.Rooms.Count; i++)
            {
                if (table.TryFindLocked(options.Rooms[i], out var room, out _) || room is not null)
                {
                    return true;
                }
            }
        }

        return false;
    }

    public static void Visit<TVisitor>(RoomTable table, BroadcastOptions options, ref TVisitor visitor)
        where TVisitor : struct, ITargetVisitor
    {
        var walk = t_idle ?? new RoomWalk();
        t_idle = null;
        try
        {
            walk.Find(table, options);
            walk.VisitAll(ref visitor);
        }
        finally
        {
            walk.End(table);
            t_idle = walk;
        }
    }

    private void Find(RoomTable table, BroadcastOptions options)
    {
        lock (table.Gate)
        {
            for (var i = 0; i < options.Except.Count; i++)
            {
                if (table.TryFindLocked(options.Except[i], out var room, out var owner))
                {
                    _excluded.Add(owner);
                }
                else if (room is not null)
                {
                    _exceptRooms.Add(room.BeginWalk());
                }
            }

            if (options.Rooms.Count == 0)
            {
                _rooms.Add(table.Everyone.BeginWalk());
                return;
            }

            for (var i = 0; i < options.Rooms.Count; i++)
            {
                if (table.TryFindLocked(options.Rooms[i], out var room, out var owner))
                {
                    _owners.Add(owner);
                }
                else if (room is not null)
                {
                    _rooms.Add(room.BeginWalk());
                }
            }
        }
    }

    private void VisitAll<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, ITargetVisitor
    {
        foreach (var except in _exceptRooms)
        {
            foreach (var socket in except.Sockets)
            {
                _excluded.Add(socket);
            }
        }

        // Usually the sender is the only exception, and comparing a reference is cheaper than asking a set.
        var onlyExcluded = _excluded.Count == 1 ? _excluded.First() : null;
        var anyExcluded = _excluded.Count > 0;
        var distinct = _rooms.Count + _owners.Count == 1;

        foreach (var room in _rooms)
        {
            foreach (var socket in room.Sockets)
            {
                if (anyExcluded && (onlyExcluded is null ? _excluded.Contains(socket) : ReferenceEquals(socket, onlyExcluded)))
                {
                    continue;
                }

                if (socket.HasWelcome && socket.Connected && (distinct || _visited.Add(socket)))
                {
                    visitor.Visit(socket);
                }
            }
        }

        foreach (var socket in _owners)
        {
            if (socket.HasWelcome && socket.Connected && !_excluded.Contains(socket) && (distinct || _visited.Add(socket)))
            {
                visitor.Visit(socket);
            }
        }
    }

    private void End(RoomTable table)
    {
        lock (table.Gate)
        {
            foreach (var walk in _rooms)
            {
                Room.EndWalk(walk.List);
            }

            foreach (var walk in _exceptRooms)
            {
                Room.EndWalk(walk.List);
            }
        }

        _rooms.Clear();
        _exceptRooms.Clear();
        _owners.Clear();
        _visited.Clear();
        _excluded.Clear();
    }
}
