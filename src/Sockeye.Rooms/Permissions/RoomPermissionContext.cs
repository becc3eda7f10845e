using System.Security.Claims;

namespace Sockeye;

/// <summary>Who wants what of which room. It is the resource that authorization policies see.</summary>
public sealed class RoomPermissionContext
{
    internal RoomPermissionContext(Socket socket, string room, RoomAccess access)
    {
        Socket = socket;
        User = socket.User;
        Room = room;
        Access = access;
    }

    /// <summary>Whose client wants it.</summary>
    public Socket Socket { get; }

    /// <summary>Who the socket belongs to.</summary>
    public ClaimsPrincipal User { get; }

    /// <summary>The name of the room; it may come from a client, and need not exist.</summary>
    public string Room { get; }

    /// <summary>What is wanted.</summary>
    public RoomAccess Access { get; }

    /// <summary>Whether the socket is in the room.</summary>
    public bool IsMember => Socket.IsIn(Room);
}
