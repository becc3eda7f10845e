using System.Security.Claims;

namespace Sockeye.Rooms;

/// <content>
/// The rooms of users. They are rooms as all others to broadcasts and to the adapter, and to nobody else: no list shows them, no listener hears of them, and no name that somebody gives leads into
/// them.
/// </content>
internal sealed partial class RoomTable
{
    private int _userRooms;

    /// <summary>Says who a socket belongs to, and moves it from the room of one user to that of the other.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="user">The user.</param>
    /// <param name="room">The room of the user; none if the user has no id.</param>
    /// <remarks>
    /// All in one step: a broadcast looks up its rooms under the same lock, so one that begins after this has returned finds the socket with its new user only. Of two changes at the same time, the
    /// later one says both who the user is and which room the socket is in.
    /// </remarks>
    public void SetUser(Socket socket, ClaimsPrincipal user, string? room)
    {
        string? left;
        string? entered;
        lock (_gate)
        {
            left = LeaveUserLocked(socket);
            socket.SetUserLocked(user, room);
            entered = EnterUserLocked(socket);
        }

        TellUserRoom(left);
        TellUserRoom(entered);
    }

    /// <summary>Nothing keeps the socket out any more: it is in the room of its current user from now on. Broadcasts reach it when it has its welcome.</summary>
    public void EnterUser(Socket socket)
    {
        string? entered;
        lock (_gate)
        {
            socket.EntersUserRoom = true;
            entered = EnterUserLocked(socket);
        }

        TellUserRoom(entered);
    }

    /// <returns>The room, if it is new.</returns>
    private string? EnterUserLocked(Socket socket)
    {
        if (socket.UserRoom is not { } name || !socket.EntersUserRoom || socket.HasLeft || socket.Memberships.InUserRoom)
        {
            return null;
        }

        var isNew = !_rooms.TryGetValue(name, out var room);
        if (isNew)
        {
            room = new Room(name) { IsOfUser = true };
            _rooms.Add(name, room);
            _userRooms++;
        }

        socket.Memberships.Add(socket, room!);
        socket.Memberships.InUserRoom = true;
        return isNew ? name : null;
    }

    /// <returns>The room, if it is gone.</returns>
    private string? LeaveUserLocked(Socket socket)
    {
        if (!socket.Memberships.InUserRoom)
        {
            return null;
        }

        var room = _rooms[socket.UserRoom!];
        socket.Memberships.RemoveAt(socket.Memberships.IndexOf(socket, room));
        socket.Memberships.InUserRoom = false;
        if (room.Count > 0)
        {
            return null;
        }

        _rooms.Remove(room.Name);
        _userRooms--;
        return room.Name;
    }

    // Under no lock: the adapter looks at the table again. So the order of two changes does not matter.
    private void TellUserRoom(string? room)
    {
        if (room is null)
        {
            return;
        }

        try
        {
            ns.Adapter.OnUserRoomChanged(room);
        }
        catch (Exception exception)
        {
            ns.ReportFailure("user rooms", exception);
        }
    }
}
