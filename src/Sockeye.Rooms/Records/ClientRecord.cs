using System.Buffers;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Records;

/// <summary>Writes records for clients, as one JSON object each.</summary>
internal static class ClientRecord
{
    /// <summary>The size at which a packet ends. It is below the size of what a client may be sent at once.</summary>
    public const int MaxPacketBytes = 256 * 1024;

    /// <summary><c>{ room, value, version, created, updated, members, expires? }</c></summary>
    public static byte[] Write(RecordPicture picture, ReadOnlyMemory<byte> value) => Object(json =>
    {
        var record = picture.Record;
        json.WriteString("room"u8, record.Room);
        json.WritePropertyName("value"u8);
        json.WriteRawValue(value.Span, skipInputValidation: true);
        json.WriteNumber("version"u8, record.Version);
        json.WriteNumber("created"u8, record.Created.ToUnixTimeMilliseconds());
        json.WriteNumber("updated"u8, record.Updated.ToUnixTimeMilliseconds());
        json.WriteNumber("members"u8, picture.Members);
        if (record.Expires is { } expires)
        {
            json.WriteNumber("expires"u8, expires.ToUnixTimeMilliseconds());
        }
    });

    /// <summary><c>{ room, members }</c></summary>
    public static byte[] WriteMembers(RecordPicture picture) => Object(json =>
    {
        json.WriteString("room"u8, picture.Record.Room);
        json.WriteNumber("members"u8, picture.Members);
    });

    /// <summary><c>{ room, reason }</c></summary>
    public static byte[] WriteEnd(string room, string reason) => Object(json =>
    {
        json.WriteString("room"u8, room);
        json.WriteString("reason"u8, reason);
    });

    /// <summary>The reason for a client when a room is not shown any more but still exists.</summary>
    public const string Hidden = "hidden";

    public static string ReasonOf(RoomRecordEnd end) => end switch
    {
        RoomRecordEnd.LastMemberLeft => "last member left",
        RoomRecordEnd.Expired => "expired",
        _ => "deleted",
    };

    /// <summary>How many of the records fit into one packet.</summary>
    public static int CountOfPacket(IReadOnlyList<byte[]> records, int start, int most)
    {
        var bytes = 0;
        var count = 0;
        while (start + count < records.Count && count < most && (count == 0 || bytes + records[start + count].Length <= MaxPacketBytes))
        {
            bytes += records[start + count++].Length;
        }

        return count;
    }

    /// <summary><c>{ rooms: [...], count?, next? }</c>, as the only argument.</summary>
    public static EventArguments ToArguments(Namespace ns, IEnumerable<byte[]> records, int? count = null, string? next = null) => ToArguments(ns, Object(json =>
    {
        json.WriteStartArray("rooms"u8);
        foreach (var record in records)
        {
            json.WriteRawValue(record, skipInputValidation: true);
        }

        json.WriteEndArray();
        if (count is { } all)
        {
            json.WriteNumber("count"u8, all);
        }

        if (next is not null)
        {
            json.WriteString("next"u8, next);
        }
    }));

    public static EventArguments ToArguments(Namespace ns, ReadOnlySpan<byte> json) => new(ns.Server.Serializer, [(byte)'[', .. json, (byte)']'], [], 0);

    private static byte[] Object(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
