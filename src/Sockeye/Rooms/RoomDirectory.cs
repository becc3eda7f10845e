using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Sockeye.Rooms;

namespace Sockeye;

/// <summary>
/// The rooms of a namespace on this server (<c>adapter.rooms</c> and <c>adapter.sids</c> in Node). The own room of every socket, named by
/// its id, is among them. The rooms of users (<see cref="UserRoom"/>) are not counted and not enumerated, but the other members accept
/// their names. It is thread-safe, and an enumeration is a snapshot.
/// </summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is more than the collection of its rooms.")]
public sealed class RoomDirectory : IReadOnlyCollection<RoomInfo>
{
    private readonly RoomTable _table;

    internal RoomDirectory(RoomTable table) => _table = table;

    /// <summary>The number of rooms.</summary>
    public int Count => _table.RoomCount;

    /// <summary>Whether a room has a member on this server.</summary>
    public bool Contains(string room) => _table.Exists(room);

    /// <summary>The number of sockets of this server in a room; 0 if the room does not exist.</summary>
    public int MemberCount(string room) => _table.CountOf(room);

    /// <summary>The ids of the sockets of this server in a room; empty if the room does not exist.</summary>
    public IReadOnlyList<string> Members(string room) => _table.MembersOf(room);

    /// <summary>Whether a socket of this server is in a room. This is O(1).</summary>
    public bool IsMember(string room, Socket socket) => _table.IsIn(socket, room);

    /// <summary>The rooms that a socket of this server is in; empty for an unknown id.</summary>
    public IReadOnlyList<string> Of(string socketId) => _table.RoomsOf(socketId);

    /// <inheritdoc/>
    public IEnumerator<RoomInfo> GetEnumerator() => ((IEnumerable<RoomInfo>)_table.AllRooms()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
