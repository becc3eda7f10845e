namespace Sockeye.Emitters.Redis.Sharded;

/// <summary>Which channel a message of a namespace goes to.</summary>
internal sealed class ShardedChannels(string prefix, string ns, RedisSubscriptionMode mode)
{
    private const int SocketIdLength = 20;

    private readonly string _channel = OfNamespace(prefix, ns);

    public static string OfNamespace(string prefix, string ns) => $"{prefix}#{ns}#";

    public string Of(string room) => $"{_channel}{room}#";

    // Only what every server does alike goes to a room's channel: acknowledgements are waited for from all servers.
    public string For(ClusterMessage message) =>
        message is { Type: ClusterMessageType.Broadcast, RequestId: null, Options.Rooms: [var room] } && IsListenedTo(room) && !IsOwnRoomOfAnOldClient(room)
            ? Of(room)
            : _channel;

    // The reference's publishers and subscribers decide this differently; a room of this length that is no socket's id is sent to the namespace's channel.
    public bool IsListenedTo(string room) =>
        mode == RedisSubscriptionMode.DynamicPrivate || (mode == RedisSubscriptionMode.Dynamic && room.Length != SocketIdLength);

    // The ids of clients of version 2 are longer ("/chat#" and 20 characters). Node's servers do not listen to their channels.
    private bool IsOwnRoomOfAnOldClient(string room) =>
        mode == RedisSubscriptionMode.Dynamic
        && room.Length == ns.Length + 1 + SocketIdLength
        && room.StartsWith(ns, StringComparison.Ordinal)
        && room[ns.Length] == '#';
}
