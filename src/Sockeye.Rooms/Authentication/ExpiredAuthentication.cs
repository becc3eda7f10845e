namespace Sockeye;

/// <summary>What becomes of a socket whose authentication has ended.</summary>
public enum ExpiredAuthentication
{
    /// <summary>It is disconnected, with the reason <c>authentication expired</c>.</summary>
    Disconnect,

    /// <summary>It stays, as nobody: it leaves its rooms and is told by the event <c>auth:expired</c>. Its client may still renew.</summary>
    LeaveRooms,
}
