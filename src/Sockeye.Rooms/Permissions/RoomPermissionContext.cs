using System.Security.Claims;

namespace Sockeye;

/// <summary>The socket, the room and the kind of access to check. It is the resource for authorization policies.</summary>
public sealed class RoomPermissionContext
{
    internal RoomPermissionContext(Socket socket, string room, RoomAccess access)
    {
        Socket = socket;
        User = socket.User;
        Room = room;
        Access = access;
    }

    /// <summary>The socket that wants access.</summary>
    public Socket Socket { get; }

    /// <summary>The user of the socket.</summary>
    public ClaimsPrincipal User { get; }

    /// <summary>The name of the room. It may come from a client, and the room need not exist.</summary>
    public string Room { get; }

    /// <summary>The kind of access.</summary>
    public RoomAccess Access { get; }

    /// <summary>Whether the socket is in the room.</summary>
    public bool IsMember => Socket.IsIn(Room);
}
