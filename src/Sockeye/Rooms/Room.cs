using System.Diagnostics;

namespace Sockeye.Rooms;

/// <summary>
/// The members of one room, as an array that a broadcast walks without copying it and without holding a lock. A new member is put behind
/// the part that a walk sees. A member that leaves is replaced by the last member, in a copy of the array if a walk is under way. All calls
/// are made under the lock of the <see cref="RoomTable"/>.
/// </summary>
internal sealed class Room(string name)
{
    private MemberList _list = new(2);

    public string Name { get; } = name;

    /// <summary>Whether this is the room of a user. Listeners for rooms are not called for it.</summary>
    public bool IsOfUser { get; init; }

    public int Count { get; private set; }

    public Socket this[int index] => _list.Sockets[index];

    /// <summary>Begins a walk over the present members. Give <see cref="MemberWalk.List"/> back at the end.</summary>
    public MemberWalk BeginWalk()
    {
        _list.Walks++;
        return new MemberWalk(_list, Count);
    }

    public static void EndWalk(MemberList list) => list.Walks--;

    /// <summary>Adds a socket.</summary>
    /// <param name="socket">The socket, which is not a member yet.</param>
    /// <param name="backIndex">The index of this room in the socket's own list.</param>
    /// <returns>The index of the socket in this room.</returns>
    public int Add(Socket socket, int backIndex)
    {
        if (Count == _list.Sockets.Length)
        {
            _list = _list.Copy(Count, MemberList.Grown(Count));
        }

        _list.Sockets[Count] = socket;
        _list.BackIndexes[Count] = backIndex;
        return Count++;
    }

    /// <summary>Removes the member at an index. The last member takes its place.</summary>
    public void RemoveAt(int index)
    {
        if (_list.Walks > 0)
        {
            _list = _list.Copy(Count, _list.Sockets.Length);
        }

        var last = --Count;
        if (index != last)
        {
            var moved = _list.Sockets[last];
            var back = _list.BackIndexes[last];
            _list.Sockets[index] = moved;
            _list.BackIndexes[index] = back;
            moved.Memberships.RoomMoved(back, index);
        }

        _list.Sockets[last] = null!;
        if (_list.Sockets.Length > 16 && Count * 4 < _list.Sockets.Length)
        {
            _list = _list.Copy(Count, _list.Sockets.Length / 2);
        }
    }

    /// <summary>The index of this room in a socket's own list; -1 if the socket is not a member. It looks through all members.</summary>
    public int BackIndexOf(Socket socket)
    {
        var index = Array.IndexOf(_list.Sockets, socket, 0, Count);
        return index < 0 ? -1 : _list.BackIndexes[index];
    }

    public void SetBackIndex(int index, int backIndex)
    {
        Debug.Assert(index < Count, "A membership points behind the end of its room.");
        _list.BackIndexes[index] = backIndex;
    }
}
