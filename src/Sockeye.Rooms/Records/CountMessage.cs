using System.Buffers;
using System.Text.Json;

namespace Sockeye.Records;

/// <summary>
/// What servers tell each other of the numbers of connections: <c>{"kind":"some","at":3,"rooms":[["tea",2]]}</c>, the third message; <c>{"kind":"ask"}</c>; and
/// <c>{"kind":"all","at":3,"rooms":[...]}</c>, all rooms that have some, as of the third message.
/// </summary>
internal sealed record CountMessage(string Kind, long At, IReadOnlyList<KeyValuePair<string, int>> Rooms)
{
    public const string Some = "some";
    public const string Ask = "ask";
    public const string All = "all";

    public static byte[] Write(string kind, long at, IEnumerable<KeyValuePair<string, int>> rooms)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteNumber("at", at);
            json.WriteStartArray("rooms");
            foreach (var (room, count) in rooms)
            {
                json.WriteStartArray();
                json.WriteStringValue(room);
                json.WriteNumberValue(count);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <returns>Nothing where it is no such message.</returns>
    public static CountMessage? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var kind = root.GetProperty("kind").GetString();
            return kind is Some or Ask or All
                ? new CountMessage(kind, root.GetProperty("at").GetInt64(), [.. root.GetProperty("rooms").EnumerateArray().Select(ReadRoom)])
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static KeyValuePair<string, int> ReadRoom(JsonElement room) => KeyValuePair.Create(room[0].GetString() ?? string.Empty, Math.Max(0, room[1].GetInt32()));
}
