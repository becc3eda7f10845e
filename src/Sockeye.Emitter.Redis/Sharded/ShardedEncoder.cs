using Sockeye.Emitters.MessagePack;

namespace Sockeye.Emitters.Redis.Sharded;

/// <summary>Writes messages as the sharded adapter of <c>@socket.io/redis-adapter</c> does: JSON, or with binary MessagePack.</summary>
internal static class ShardedEncoder
{
    public static byte[] Encode(ClusterMessage message)
    {
        var payload = ClusterMessageJson.Write(message);
        return payload.Attachments.Count == 0 ? payload.Json.ToArray() : JsonToMessagePack.Convert(payload);
    }
}
