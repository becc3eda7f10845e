using System.Security.Claims;

namespace Sockeye.Rooms;

/// <content>
/// The rooms of users. For broadcasts and for the adapter they are rooms like all others. Everywhere else they are hidden: no list shows
/// them, no listener is called for them, and no name that is given to the API means one.
/// </content>
internal sealed partial class RoomTable
{
    private int _userRooms;

    /// <summary>Sets the user of a socket, and moves the socket from the room of the former user to that of the new one.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="user">The user.</param>
    /// <param name="room">The room of the user; <see langword="null"/> if the user has no id.</param>
    /// <remarks>
    /// All of this is one step. A broadcast looks up its rooms under the same lock, so a broadcast that begins after this has returned
    /// finds the socket with its new user only. Of two changes at the same time, the later one decides both the user and the room.
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

    /// <summary>Puts the socket into the room of its present user, from now on. Broadcasts reach it after its welcome packet.</summary>
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

    /// <returns>The room if it is new.</returns>
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

    /// <returns>The room if it has been removed.</returns>
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

    // This runs under no lock. The adapter reads the table again, so the order of two changes does not matter.
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
