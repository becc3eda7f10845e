namespace Sockeye;

/// <summary>
/// Follows which sockets of this server are in which rooms of a namespace. Add it with <see cref="Namespace.AddRoomObserver"/>. It is
/// called for one change after the other, in order and under no lock, after the listeners of the application
/// (<see cref="Adapter.OnRoomJoined(Action{string, string})"/>). Its exceptions are logged and counted.
/// </summary>
public interface IRoomObserver
{
    /// <summary>Called when a socket has joined a room. The socket may have left the room again since.</summary>
    void OnJoined(string room, Socket socket);

    /// <summary>Called when a socket has left a room. <see cref="Socket.HasLeft"/> says whether it has disconnected.</summary>
    void OnLeft(string room, Socket socket);
}
