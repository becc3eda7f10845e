using Sockeye.Emitters.MessagePack;

namespace Sockeye.Emitters.Redis.Sharded;

/// <summary>
/// Writes messages like the sharded adapter of <c>@socket.io/redis-adapter</c>: as JSON, or as MessagePack if there are binary values.
/// </summary>
internal static class ShardedEncoder
{
    public static byte[] Encode(ClusterMessage message)
    {
        var payload = ClusterMessageJson.Write(message);
        return payload.Attachments.Count == 0 ? payload.Json.ToArray() : JsonToMessagePack.Convert(payload);
    }
}
