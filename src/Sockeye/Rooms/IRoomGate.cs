namespace Sockeye;

/// <summary>
/// Decides what sockets may do with rooms. Set it as <see cref="Namespace.RoomGate"/>. It is asked before a socket joins a room
/// (<see cref="Socket.JoinAsync(string)"/>) or sends to one (<see cref="SocketEmitter.To(string)"/>), and before a session is recovered. It
/// is not asked for what the application does itself, for example with <see cref="Emitter"/>.
/// </summary>
public interface IRoomGate
{
    /// <summary>
    /// Grows whenever an earlier answer may no longer hold. If it has grown since a join was allowed, the gate is asked again.
    /// </summary>
    long Revision { get; }

    /// <summary>Decides whether a socket may do something with a room.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="room">The name of the room.</param>
    /// <param name="access">What the socket wants.</param>
    /// <returns>The answer. The task must not fail: if you cannot decide, refuse.</returns>
    ValueTask<RoomVerdict> CheckAsync(Socket socket, string room, RoomAccess access);
}
