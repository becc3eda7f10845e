using System.Globalization;
using Sockeye.Emitters.MessagePack;
using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Streams;

/// <summary>Writes entries like <c>@socket.io/redis-streams-adapter</c>.</summary>
internal static class StreamEntryEncoder
{
    /// <summary>
    /// Writes an entry: <c>uid nsp type data</c>. The data is JSON or, if there are binary values, MessagePack in base64.
    /// </summary>
    public static NameValueEntry[] Encode(ClusterMessage message)
    {
        var data = ClusterMessageJson.WriteData(message);
        RedisValue value = data.Attachments.Count == 0 ? data.Json : Convert.ToBase64String(JsonToMessagePack.Convert(data));
        return
        [
            new("uid", message.ServerId),
            new("nsp", message.Namespace),
            new("type", ((int)message.Type).ToString(CultureInfo.InvariantCulture)),
            new("data", value),
        ];
    }
}
