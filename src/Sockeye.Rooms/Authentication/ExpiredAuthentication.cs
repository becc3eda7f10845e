namespace Sockeye;

/// <summary>What happens to a socket when its authentication has expired.</summary>
public enum ExpiredAuthentication
{
    /// <summary>The socket is disconnected with the reason <c>authentication expired</c>.</summary>
    Disconnect,

    /// <summary>
    /// The socket stays connected without a user: it leaves its rooms, and its client gets the event <c>auth:expired</c>. The client may
    /// still renew.
    /// </summary>
    LeaveRooms,
}
