using System.Buffers;
using System.Text.Json;
using Sockeye.Replication;

namespace Sockeye.Backends;

/// <summary>
/// What a server says about itself every few seconds: <c>{"beat":7,"asks":false,"topics":{"counts:%2F":[1,30]}}</c>. This is its seventh
/// heartbeat, and for each topic that it takes part in there are the epoch and the number of the last change.
/// </summary>
/// <param name="Beat">The number of the heartbeat.</param>
/// <param name="Asks">Whether the others should answer with a heartbeat, because a server was not heard for some time.</param>
/// <param name="Topics">The topics that it takes part in.</param>
internal sealed record RoomHeartbeat(long Beat, bool Asks, IReadOnlyDictionary<string, TopicPosition> Topics)
{
    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("beat", Beat);
            json.WriteBoolean("asks", Asks);
            json.WriteStartObject("topics");
            foreach (var (name, position) in Topics)
            {
                json.WriteStartArray(name);
                json.WriteNumberValue(position.Epoch);
                json.WriteNumberValue(position.Number);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <returns>The heartbeat; <see langword="null"/> if the bytes are not one.</returns>
    public static RoomHeartbeat? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var topics = new Dictionary<string, TopicPosition>(StringComparer.Ordinal);
            foreach (var topic in root.GetProperty("topics").EnumerateObject())
            {
                var position = new TopicPosition(topic.Value[0].GetInt64(), topic.Value[1].GetInt64());
                if (!position.IsValid)
                {
                    return null;
                }

                topics[topic.Name] = position;
            }

            return new RoomHeartbeat(root.GetProperty("beat").GetInt64(), root.GetProperty("asks").GetBoolean(), topics);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
