namespace Sockeye.Rooms;

/// <summary>Says what a socket may do with a room. A namespace without permissions has none.</summary>
internal interface IRoomGate
{
    ValueTask<RoomVerdict> CheckAsync(Socket socket, string room, RoomAccess access);
}
