namespace Sockeye.Rooms;

/// <summary>
/// The rooms of one socket, stored inside the socket. The socket's own room, named by its id, is a flag as long as no other socket is in
/// it: most sockets never need more. All calls are made under the lock of the <see cref="RoomTable"/>.
/// </summary>
internal struct Memberships
{
    // Up to this length, looking through one of the two lists is faster than hashing. Only if both are longer is an index made, because it
    // takes more memory than the memberships themselves.
    private const int ScanLimit = 32;

    private Entry[]? _entries;
    private Dictionary<Room, int>? _index;

    /// <summary>Whether the socket is in the room of its own id while that room is not in the table.</summary>
    public bool InOwnRoom { get; set; }

    /// <summary>Whether one of the rooms is that of the socket's user.</summary>
    public bool InUserRoom { get; set; }

    /// <summary>The index of the socket among the connected sockets of the namespace, plus one; 0 if it is not connected.</summary>
    public int ConnectedIndex { get; set; }

    public int Count { get; private set; }

    public readonly Room RoomAt(int index) => _entries![index].Room;

    /// <summary>The index of the room in the socket's list; -1 if the socket is not in the room.</summary>
    public int IndexOf(Socket socket, Room room)
    {
        if (Count > ScanLimit)
        {
            return room.Count <= ScanLimit
                ? room.BackIndexOf(socket)
                : (_index ??= CreateIndex()).TryGetValue(room, out var found) ? found : -1;
        }

        for (var i = 0; i < Count; i++)
        {
            if (ReferenceEquals(_entries![i].Room, room))
            {
                return i;
            }
        }

        return -1;
    }

    public void Add(Socket socket, Room room)
    {
        _entries ??= new Entry[2];
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, MemberList.Grown(Count));
        }

        _entries[Count] = new Entry(room, room.Add(socket, Count));
        _index?.Add(room, Count);
        Count++;
    }

    public void RemoveAt(int index)
    {
        var entry = _entries![index];
        _index?.Remove(entry.Room);
        var last = --Count;
        if (index != last)
        {
            var moved = _entries[last];
            _entries[index] = moved;
            moved.Room.SetBackIndex(moved.Position, index);
            if (_index is not null)
            {
                _index[moved.Room] = index;
            }
        }

        _entries[last] = default;
        entry.Room.RemoveAt(entry.Position);
        if (Count == 0)
        {
            _entries = null;
            _index = null;
        }
    }

    /// <summary>Sets the new position of the socket in the room at <paramref name="index"/>.</summary>
    public readonly void RoomMoved(int index, int position)
    {
        if (index >= 0)
        {
            _entries![index] = _entries[index] with { Position = position };
        }
    }

    private readonly Dictionary<Room, int> CreateIndex()
    {
        var index = new Dictionary<Room, int>(Count);
        for (var i = 0; i < Count; i++)
        {
            index.Add(_entries![i].Room, i);
        }

        return index;
    }

    private readonly record struct Entry(Room Room, int Position);
}
