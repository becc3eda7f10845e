namespace Sockeye.Rooms;

/// <summary>Says what a socket may do with a room. A namespace without permissions has none.</summary>
internal interface IRoomGate
{
    /// <summary>Grows whenever an answer of before may no longer hold.</summary>
    long Revision { get; }

    /// <summary>Asks. It does not throw: what cannot be answered is refused.</summary>
    ValueTask<RoomVerdict> CheckAsync(Socket socket, string room, RoomAccess access);
}
