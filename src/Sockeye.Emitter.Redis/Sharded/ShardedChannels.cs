namespace Sockeye.Emitters.Redis.Sharded;

/// <summary>Chooses the channel for a message of a namespace.</summary>
internal sealed class ShardedChannels(string prefix, string ns, RedisSubscriptionMode mode)
{
    private const int SocketIdLength = 20;

    private readonly string _channel = OfNamespace(prefix, ns);

    public static string OfNamespace(string prefix, string ns) => $"{prefix}#{ns}#";

    public string Of(string room) => $"{_channel}{room}#";

    // Only requests that every server handles in the same way go to the channel of a room, because acknowledgements are awaited from all
    // servers.
    public string For(ClusterMessage message) =>
        message is { Type: ClusterMessageType.Broadcast, RequestId: null, Options.Rooms: [var room] } && IsListenedTo(room) && !IsOwnRoomOfAnOldClient(room)
            ? Of(room)
            : _channel;

    // In Node, publishers and subscribers decide this differently. A room with a name of this length that is not the id of a socket uses
    // the channel of the namespace.
    public bool IsListenedTo(string room) =>
        mode == RedisSubscriptionMode.DynamicPrivate || (mode == RedisSubscriptionMode.Dynamic && room.Length != SocketIdLength);

    // The ids of v2 clients are longer ("/chat#" and 20 characters). Node servers do not subscribe to their channels.
    private bool IsOwnRoomOfAnOldClient(string room) =>
        mode == RedisSubscriptionMode.Dynamic
        && room.Length == ns.Length + 1 + SocketIdLength
        && room.StartsWith(ns, StringComparison.Ordinal)
        && room[ns.Length] == '#';
}
