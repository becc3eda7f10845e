namespace Sockeye;

/// <summary>
/// The kinds of <see cref="ClusterMessage"/>. The numbers up to 13 are those of <c>ClusterAdapter</c> in Node. Node servers ignore the
/// others.
/// </summary>
public enum ClusterMessageType
{
    /// <summary>No message.</summary>
    None = 0,

    /// <summary>A server has started. The others answer with a heartbeat.</summary>
    InitialHeartbeat = 1,

    /// <summary>A server is living.</summary>
    Heartbeat = 2,

    /// <summary>An event for clients. With a request id it asks for their acknowledgements.</summary>
    Broadcast = 3,

    /// <summary>Sockets join rooms.</summary>
    SocketsJoin = 4,

    /// <summary>Sockets leave rooms.</summary>
    SocketsLeave = 5,

    /// <summary>Sockets are disconnected.</summary>
    DisconnectSockets = 6,

    /// <summary>Asks for sockets.</summary>
    FetchSockets = 7,

    /// <summary>Answers <see cref="FetchSockets"/>.</summary>
    FetchSocketsResponse = 8,

    /// <summary>An event for servers. With a request id it asks each server for an answer.</summary>
    ServerSideEmit = 9,

    /// <summary>Answers <see cref="ServerSideEmit"/>.</summary>
    ServerSideEmitResponse = 10,

    /// <summary>How many clients of a server get a broadcast that asks for acknowledgements.</summary>
    BroadcastClientCount = 11,

    /// <summary>The acknowledgement of one client.</summary>
    BroadcastAck = 12,

    /// <summary>A server closes.</summary>
    AdapterClose = 13,

    /// <summary>Asks for the number of sockets. Node servers do not know it.</summary>
    CountSockets = 101,

    /// <summary>Answers <see cref="CountSockets"/>. Node servers do not know it.</summary>
    CountSocketsResponse = 102,

    /// <summary>A client left before it acknowledged a broadcast. Node servers do not know it.</summary>
    BroadcastLeft = 103,

    /// <summary>
    /// Asks for the names of all rooms. The <c>ClusterAdapter</c> of Node does not know it, but its pub/sub adapter does.
    /// </summary>
    AllRooms = 104,

    /// <summary>Answers <see cref="AllRooms"/>.</summary>
    AllRoomsResponse = 105,
}
