using System.Buffers;
using System.Text.Json;

namespace Sockeye.History;

/// <summary>Writes pages for clients: <c>{ room, messages: [{ offset, time, event, args }], more, truncated }</c>. Binary values stay binary.</summary>
internal static class HistoryJson
{
    /// <summary>The page as the only argument of an event or an acknowledgement.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="page">The page.</param>
    /// <param name="withTruncated">Whether it may say that something is missing.</param>
    public static EventArguments Write(Namespace ns, RoomMessagePage page, bool withTruncated)
    {
        var serializer = ns.Server.Serializer;
        var buffer = new ArrayBufferWriter<byte>(1024);
        List<ReadOnlyMemory<byte>>? attachments = null;
        using (var writer = new Utf8JsonWriter(buffer, serializer.WriterOptions))
        {
            writer.WriteStartArray();
            writer.WriteStartObject();
            writer.WriteString("room"u8, page.Room);
            writer.WriteStartArray("messages"u8);
            foreach (var message in page.Messages)
            {
                writer.WriteStartObject();
                writer.WriteString("offset"u8, message.Offset);
                writer.WriteNumber("time"u8, message.Time.ToUnixTimeMilliseconds());
                writer.WriteString("event"u8, message.EventName);
                writer.WriteStartArray("args"u8);
                message.Arguments.CopyTo(writer, ref attachments);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteBoolean("more"u8, page.HasMore);
            if (withTruncated)
            {
                writer.WriteBoolean("truncated"u8, page.IsTruncated);
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        return new EventArguments(serializer, buffer.WrittenSpan.ToArray(), attachments?.ToArray() ?? [], 0);
    }
}
