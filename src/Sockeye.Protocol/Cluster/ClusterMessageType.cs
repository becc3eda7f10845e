namespace Sockeye;

/// <summary>What a <see cref="ClusterMessage"/> is about. The numbers up to 13 are those of the reference's <c>ClusterAdapter</c>; its servers ignore the others.</summary>
public enum ClusterMessageType
{
    /// <summary>No message.</summary>
    None = 0,

    /// <summary>A server has come; the others answer with a heartbeat.</summary>
    InitialHeartbeat = 1,

    /// <summary>A server is alive.</summary>
    Heartbeat = 2,

    /// <summary>An event for clients; with a request id it asks for their acknowledgements.</summary>
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

    /// <summary>An event for servers; with a request id it asks for an answer of each.</summary>
    ServerSideEmit = 9,

    /// <summary>Answers <see cref="ServerSideEmit"/>.</summary>
    ServerSideEmitResponse = 10,

    /// <summary>How many clients of a server got a broadcast that asks for acknowledgements.</summary>
    BroadcastClientCount = 11,

    /// <summary>The acknowledgement of one client.</summary>
    BroadcastAck = 12,

    /// <summary>A server is going.</summary>
    AdapterClose = 13,

    /// <summary>Asks for the number of sockets. Not known to the reference.</summary>
    CountSockets = 101,

    /// <summary>Answers <see cref="CountSockets"/>. Not known to the reference.</summary>
    CountSocketsResponse = 102,

    /// <summary>A client left before it acknowledged a broadcast. Not known to the reference.</summary>
    BroadcastLeft = 103,

    /// <summary>Asks for the names of all rooms. Not known to the reference's <c>ClusterAdapter</c>, but to its pub/sub adapter.</summary>
    AllRooms = 104,

    /// <summary>Answers <see cref="AllRooms"/>.</summary>
    AllRoomsResponse = 105,
}
