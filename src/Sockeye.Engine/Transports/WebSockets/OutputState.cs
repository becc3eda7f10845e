namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>Which code writes to a WebSocket. It changes only under the gate of the session, in <see cref="WebSocketOutput"/>.</summary>
/// <remarks>
/// <code>
/// NotStarted -> Idle                        the WebSocket is served from now on
/// Idle       -> Writing                     somebody has something to write, and writes it
/// Writing    -> Blocked                     the network takes nothing for now; the same writer goes on when it does
/// Writing, Blocked -> Idle                  the writer has found nothing more to write
/// Writing, Blocked -> Stopping -> Stopped   the connection is cut while a write is under way
/// Writing, Blocked -> Stopped               a write failed, or nothing is left to write and nothing more is read
/// NotStarted, Idle -> Stopped               the connection is cut, or nothing more is read
/// </code>
/// </remarks>
internal enum OutputState : byte
{
    /// <summary>Packets wait, because the handshake is not answered yet.</summary>
    NotStarted,

    /// <summary>Nothing is being written, and nothing waits.</summary>
    Idle,

    /// <summary>A writer is writing.</summary>
    Writing,

    /// <summary>A writer waits for the network.</summary>
    Blocked,

    /// <summary>A writer is still in its last write.</summary>
    Stopping,

    /// <summary>Nothing is written any more, and the connection is not used any more.</summary>
    Stopped,
}
