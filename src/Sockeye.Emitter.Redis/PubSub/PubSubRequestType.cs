namespace Sockeye.Emitters.Redis.PubSub;

/// <summary>
/// The types of requests and answers on the wire. Types from 100 on are specific to Sockeye, and Node servers ignore them.
/// </summary>
internal enum PubSubRequestType
{
    Sockets = 0,
    AllRooms = 1,
    RemoteJoin = 2,
    RemoteLeave = 3,
    RemoteDisconnect = 4,
    RemoteFetch = 5,
    ServerSideEmit = 6,
    Broadcast = 7,
    BroadcastClientCount = 8,
    BroadcastAck = 9,
    Count = 101,
    CountAnswer = 102,
    BroadcastLeft = 103,
}
