namespace Sockeye;

/// <summary>
/// Decides what sockets may do with rooms: <see cref="Namespace.RoomGate"/>. It is asked before a socket joins a room (<see cref="Socket.JoinAsync(string)"/>) or sends to one
/// (<see cref="SocketEmitter.To(string)"/>), and before a session is recovered. What the application does itself, for example by <see cref="Emitter"/>, is not asked.
/// </summary>
public interface IRoomGate
{
    /// <summary>Grows whenever an earlier answer may no longer hold. A join that was allowed before it grew is asked again.</summary>
    long Revision { get; }

    /// <summary>Decides whether a socket may do something with a room.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="room">The name of the room.</param>
    /// <param name="access">What the socket wants.</param>
    /// <returns>The answer. The task does not fail: refuse what cannot be decided.</returns>
    ValueTask<RoomVerdict> CheckAsync(Socket socket, string room, RoomAccess access);
}
