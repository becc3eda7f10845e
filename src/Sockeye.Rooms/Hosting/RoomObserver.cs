namespace Sockeye.Hosting;

/// <summary>Hands the changes of rooms to a feature.</summary>
internal sealed class RoomObserver(Action<(string Room, Socket Socket)> joined, Action<(string Room, Socket Socket)> left) : IRoomObserver
{
    public void OnJoined(string room, Socket socket) => joined((room, socket));

    public void OnLeft(string room, Socket socket) => left((room, socket));
}
