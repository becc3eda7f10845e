namespace Sockeye;

/// <summary>
/// Follows which sockets of this server are in which rooms of a namespace. Add it by <see cref="Namespace.AddRoomObserver"/>. It is called for one change after the other, in
/// their order, under no lock, after the application's listeners (<see cref="Adapter.OnRoomJoined(Action{string, string})"/>). What it throws is logged and counted.
/// </summary>
public interface IRoomObserver
{
    /// <summary>A socket has joined a room. It may have left again since.</summary>
    void OnJoined(string room, Socket socket);

    /// <summary>A socket has left a room. <see cref="Socket.HasLeft"/> says whether it has disconnected.</summary>
    void OnLeft(string room, Socket socket);
}
