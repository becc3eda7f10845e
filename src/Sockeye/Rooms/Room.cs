using System.Diagnostics;

namespace Sockeye.Rooms;

/// <summary>
/// The members of one room, as an array that a broadcast walks without copying it and without holding a lock. Who joins is put behind
/// the part that a walk sees; who leaves is replaced by the last member, in a copy where a walk is under way.
/// All calls are made under the lock of the <see cref="RoomTable"/>.
/// </summary>
internal sealed class Room(string name)
{
    private MemberList _list = new(2);

    public string Name { get; } = name;

    /// <summary>Whether it is the room of a user, which no listener hears of.</summary>
    public bool IsOfUser { get; init; }

    public int Count { get; private set; }

    public Socket this[int index] => _list.Sockets[index];

    /// <summary>Begins a walk over the present members; <see cref="MemberWalk.List"/> has to be given back.</summary>
    public MemberWalk BeginWalk()
    {
        _list.Walks++;
        return new MemberWalk(_list, Count);
    }

    public static void EndWalk(MemberList list) => list.Walks--;

    /// <summary>Adds a socket.</summary>
    /// <param name="socket">Not yet a member.</param>
    /// <param name="backIndex">Where this room stands in the socket's own list.</param>
    /// <returns>Where the socket stands in this room.</returns>
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

    /// <summary>Removes the member at an index; the last one takes its place.</summary>
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

    /// <summary>Where this room stands in a socket's own list; -1 where the socket is no member. Looks through all members.</summary>
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
