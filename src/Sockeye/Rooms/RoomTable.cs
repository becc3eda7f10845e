using System.Diagnostics.CodeAnalysis;
using Sockeye.Engine.Delivery;

namespace Sockeye.Rooms;

/// <summary>
/// The sockets and rooms of one namespace on this server: room to members, and member to rooms. Both change together under one short lock,
/// which is never held while something is sent or code of the application runs.
/// </summary>
internal sealed partial class RoomTable(Namespace ns)
{
    // The room of all connected sockets is not in the table, because it has no name.
    private const int NoBackIndex = -1;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Socket> _sockets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);
    private readonly Room _everyone = new(string.Empty);
    private int _ownRooms;

    public RoomEvents Events { get; } = new(ns);

    public Lock Gate => _gate;

    public int ConnectedCount => _everyone.Count;

    public int RoomCount
    {
        get
        {
            lock (_gate)
            {
                return _rooms.Count - _userRooms + _ownRooms;
            }
        }
    }

    /// <summary>
    /// Adds a socket to rooms, except rooms of users, which only another server could ask for. Nothing happens if the socket has left the
    /// namespace.
    /// </summary>
    public void Join(Socket socket, IEnumerable<string> rooms)
    {
        lock (_gate)
        {
            if (socket.HasLeft)
            {
                return;
            }

            _sockets.TryAdd(socket.Id, socket);
            foreach (var room in rooms)
            {
                JoinByNameLocked(socket, room);
            }
        }

        Events.Raise();
    }

    public void Join(Socket socket, string room)
    {
        lock (_gate)
        {
            if (socket.HasLeft)
            {
                return;
            }

            _sockets.TryAdd(socket.Id, socket);
            JoinByNameLocked(socket, room);
        }

        Events.Raise();
    }

    /// <summary>Removes a socket from a room, except from that of its user.</summary>
    public void Leave(Socket socket, string room)
    {
        lock (_gate)
        {
            if (!UserRoom.IsReserved(room))
            {
                LeaveLocked(socket, room);
            }
        }

        Events.Raise();
    }

    /// <summary>
    /// Connects a socket, so that broadcasts reach it from now on. The welcome packet is sent in the same step, so that no broadcast comes
    /// before it and none after it is missed. The caller raises the events when it holds no lock.
    /// </summary>
    public void Connect(Socket socket, EncodedPacket welcome, IReadOnlyList<string> rooms)
    {
        lock (_gate)
        {
            _sockets.TryAdd(socket.Id, socket);
            socket.Memberships.ConnectedIndex = _everyone.Add(socket, NoBackIndex) + 1;
            JoinLocked(socket, socket.Id);
            foreach (var room in rooms)
            {
                JoinByNameLocked(socket, room);
            }

            socket.Session.Send(welcome);

            // A walk that began earlier may be under way in a room that the socket joined in a middleware. It skips sockets without a
            // welcome, so nothing is queued before the welcome.
            socket.HasWelcome = true;
        }
    }

    /// <summary>Removes a socket from all rooms and from the namespace. It cannot come back.</summary>
    public void Remove(Socket socket)
    {
        string? changed = null;
        lock (_gate)
        {
            socket.HasLeft = true;
            changed = LeaveUserLocked(socket);
            ref var memberships = ref socket.Memberships;
            while (memberships.Count > 0)
            {
                RemoveAt(socket, memberships.Count - 1);
            }

            LeaveOwnRoom(socket);
            if (memberships.ConnectedIndex > 0)
            {
                var index = memberships.ConnectedIndex - 1;
                memberships.ConnectedIndex = 0;
                _everyone.RemoveAt(index);
                if (index < _everyone.Count)
                {
                    _everyone[index].Memberships.ConnectedIndex = index + 1;
                }
            }

            if (_sockets.TryGetValue(socket.Id, out var present) && ReferenceEquals(present, socket))
            {
                _sockets.Remove(socket.Id);
            }
        }

        Events.Raise();
        TellUserRoom(changed);
    }

    public bool TryGetConnected(string id, [NotNullWhen(true)] out Socket? socket)
    {
        lock (_gate)
        {
            return _sockets.TryGetValue(id, out socket) && socket.Memberships.ConnectedIndex > 0;
        }
    }

    public Socket[] ConnectedSockets()
    {
        lock (_gate)
        {
            var sockets = new Socket[_everyone.Count];
            for (var i = 0; i < sockets.Length; i++)
            {
                sockets[i] = _everyone[i];
            }

            return sockets;
        }
    }

    public bool Exists(string room)
    {
        lock (_gate)
        {
            return _rooms.ContainsKey(room) || OwnerOf(room) is not null;
        }
    }

    public int CountOf(string room)
    {
        lock (_gate)
        {
            return _rooms.TryGetValue(room, out var found) ? found.Count : OwnerOf(room) is null ? 0 : 1;
        }
    }

    public string[] MembersOf(string room)
    {
        lock (_gate)
        {
            if (_rooms.TryGetValue(room, out var found))
            {
                var members = new string[found.Count];
                for (var i = 0; i < members.Length; i++)
                {
                    members[i] = found[i].Id;
                }

                return members;
            }

            return OwnerOf(room) is { } owner ? [owner.Id] : [];
        }
    }

    public string[] RoomsOf(Socket socket)
    {
        lock (_gate)
        {
            ref var memberships = ref socket.Memberships;
            var rooms = new string[memberships.Count + (memberships.InOwnRoom ? 1 : 0) - (memberships.InUserRoom ? 1 : 0)];
            var next = 0;
            if (memberships.InOwnRoom)
            {
                rooms[next++] = socket.Id;
            }

            for (var i = 0; i < memberships.Count; i++)
            {
                if (memberships.RoomAt(i) is { IsOfUser: false } room)
                {
                    rooms[next++] = room.Name;
                }
            }

            return rooms;
        }
    }

    public string[] RoomsOf(string socketId)
    {
        lock (_gate)
        {
            return _sockets.TryGetValue(socketId, out var socket) ? RoomsOf(socket) : [];
        }
    }

    public bool IsIn(Socket socket, string room)
    {
        lock (_gate)
        {
            return IsInLocked(socket, room);
        }
    }

    public RoomInfo[] AllRooms()
    {
        lock (_gate)
        {
            var all = new RoomInfo[_rooms.Count - _userRooms + _ownRooms];
            var next = 0;
            foreach (var room in _rooms.Values)
            {
                if (!room.IsOfUser)
                {
                    all[next++] = new RoomInfo(room.Name, room.Count);
                }
            }

            if (_ownRooms > 0)
            {
                foreach (var socket in _sockets.Values)
                {
                    if (socket.Memberships.InOwnRoom)
                    {
                        all[next++] = new RoomInfo(socket.Id, 1);
                    }
                }
            }

            return all;
        }
    }

    // The members below are for RoomWalk, which holds the lock.

    internal Room Everyone => _everyone;

    internal bool TryFindLocked(string name, out Room? room, [NotNullWhen(true)] out Socket? owner)
    {
        owner = null;
        if (!_rooms.TryGetValue(name, out room))
        {
            owner = OwnerOf(name);
        }

        return owner is not null;
    }

    internal bool IsInLocked(Socket socket, string room) =>
        (socket.Memberships.InOwnRoom && room == socket.Id)
        || (_rooms.TryGetValue(room, out var found) && socket.Memberships.IndexOf(socket, found) >= 0);

    private Socket? OwnerOf(string room) =>
        _ownRooms > 0 && _sockets.TryGetValue(room, out var socket) && socket.Memberships.InOwnRoom ? socket : null;

    private void JoinByNameLocked(Socket socket, string name)
    {
        if (!UserRoom.IsReserved(name))
        {
            JoinLocked(socket, name);
        }
    }

    private void JoinLocked(Socket socket, string name)
    {
        ref var memberships = ref socket.Memberships;
        if (!_rooms.TryGetValue(name, out var room))
        {
            if (name == socket.Id)
            {
                if (!memberships.InOwnRoom)
                {
                    memberships.InOwnRoom = true;
                    _ownRooms++;
                    Events.Created(name);
                    Events.Joined(name, socket);
                }

                return;
            }

            room = new Room(name);
            _rooms.Add(name, room);
            if (OwnerOf(name) is { } owner)
            {
                owner.Memberships.InOwnRoom = false;
                _ownRooms--;
                owner.Memberships.Add(owner, room);
            }
            else
            {
                Events.Created(name);
            }
        }
        else if (memberships.IndexOf(socket, room) >= 0)
        {
            return;
        }

        memberships.Add(socket, room);
        Events.Joined(name, socket);
    }

    private void LeaveLocked(Socket socket, string name)
    {
        ref var memberships = ref socket.Memberships;
        if (_rooms.TryGetValue(name, out var room))
        {
            var index = memberships.IndexOf(socket, room);
            if (index >= 0)
            {
                RemoveAt(socket, index);
            }
        }
        else if (name == socket.Id)
        {
            LeaveOwnRoom(socket);
        }
    }

    private void RemoveAt(Socket socket, int index)
    {
        var room = socket.Memberships.RoomAt(index);
        socket.Memberships.RemoveAt(index);
        Events.Left(room.Name, socket);
        if (room.Count == 0)
        {
            _rooms.Remove(room.Name);
            Events.Deleted(room.Name);
        }
    }

    private void LeaveOwnRoom(Socket socket)
    {
        if (socket.Memberships.InOwnRoom)
        {
            socket.Memberships.InOwnRoom = false;
            _ownRooms--;
            Events.Left(socket.Id, socket);
            Events.Deleted(socket.Id);
        }
    }
}
