using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Records;

/// <summary>
/// The messages between servers about records:
/// <c>{"kind":"change","epoch":"..","previous":1,"revision":2,"room":"tea","end":0,"digest":3,"record":{...}}</c>, without a record if it
/// has ended.
/// </summary>
internal static class RecordMessage
{
    private const string Changed = "change";
    private const int MaxEpochLength = 100;

    public static byte[] Write(StoredChange change)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", Changed);
            json.WriteString("epoch", change.Epoch);
            json.WriteNumber("previous", change.Previous);
            json.WriteNumber("revision", change.Revision);
            json.WriteString("room", change.Room);
            json.WriteNumber("end", (int)change.End);
            json.WriteNumber("digest", change.Digest);
            if (change.Record is { } record)
            {
                json.WriteStartObject("record");
                json.WriteNumber("tag", record.Tag);
                json.WriteNumber("version", record.Version);
                json.WriteNumber("origin", record.Origin);
                json.WriteNumber("created", record.Created.ToUnixTimeMilliseconds());
                json.WriteNumber("updated", record.Updated.ToUnixTimeMilliseconds());
                json.WriteBoolean("ends", record.EndsWithLastMember);
                json.WriteNumber("expires", record.Expires?.ToUnixTimeMilliseconds() ?? 0);
                json.WritePropertyName("value");
                json.WriteRawValue(record.Value.Span, skipInputValidation: true);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <returns>The change; <see langword="null"/> if the bytes are not such a message.</returns>
    public static StoredChange? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 1000 });
            var root = document.RootElement;
            return root.GetProperty("kind").GetString() == Changed ? ReadChange(root) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static StoredChange ReadChange(JsonElement root)
    {
        var (epoch, room, end) = (root.GetProperty("epoch").GetString(), root.GetProperty("room").GetString(), (RoomRecordEnd)root.GetProperty("end").GetInt32());
        if (epoch is not { Length: > 0 and <= MaxEpochLength } || string.IsNullOrEmpty(room) || !Enum.IsDefined(end))
        {
            throw new FormatException("The change is not valid.");
        }

        var record = root.TryGetProperty("record", out var fields) ? ReadRecord(room, fields) : null;
        return new StoredChange(epoch, root.GetProperty("previous").GetInt64(), root.GetProperty("revision").GetInt64(), room, record, end, root.GetProperty("digest").GetInt64());
    }

    private static StoredRecord ReadRecord(string room, JsonElement fields)
    {
        var expires = fields.GetProperty("expires").GetInt64();
        return new StoredRecord(
            room,
            JsonText.Readable(JsonMarshal.GetRawUtf8Value(fields.GetProperty("value"))).ToArray(),
            fields.GetProperty("version").GetInt64(),
            fields.GetProperty("origin").GetInt64(),
            DateTimeOffset.FromUnixTimeMilliseconds(fields.GetProperty("created").GetInt64()),
            DateTimeOffset.FromUnixTimeMilliseconds(fields.GetProperty("updated").GetInt64()),
            fields.GetProperty("ends").GetBoolean(),
            expires == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(expires),
            fields.GetProperty("tag").GetInt64());
    }
}
