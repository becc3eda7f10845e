using System.Globalization;
using System.Text;
using System.Text.Json;
using Sockeye.Emitters.MessagePack;

namespace Sockeye.Postgres;

/// <summary>Reads what <c>@socket.io/postgres-adapter</c> and its emitter send. What is not a message gives nothing.</summary>
internal static class PostgresDecoder
{
    private const int LongestHeader = 256;

    /// <summary>Reads a notification.</summary>
    /// <param name="payload">What was notified.</param>
    /// <param name="ns">The namespace of the channel: emitters of Node's do not name it.</param>
    /// <param name="attachmentId">The id of the row with the message, where the notification is only about that.</param>
    public static ClusterMessage? Decode(string payload, string ns, out long? attachmentId)
    {
        attachmentId = null;
        if (DecodeAttachmentId(payload) is { } id)
        {
            attachmentId = id;
            return null;
        }

        return ClusterMessageJson.Read(new ClusterPayload(Encoding.UTF8.GetBytes(payload), []), ns);
    }

    /// <summary>The id of the row with the message, if the notification is only about that.</summary>
    public static long? DecodeAttachmentId(string payload) =>
        payload.Length <= LongestHeader && payload.Contains("\"attachmentId\"", StringComparison.Ordinal) ? ReadAttachmentId(payload) : null;

    /// <summary>Reads an attachment.</summary>
    public static ClusterMessage? DecodeAttachment(ReadOnlyMemory<byte> attachment, string ns) =>
        MessagePackToJson.Convert(attachment) is { } envelope ? ClusterMessageJson.Read(envelope, ns) : null;

    private static long? ReadAttachmentId(string payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("attachmentId", out var id))
            {
                return null;
            }

            var text = id.ValueKind switch
            {
                JsonValueKind.String => id.GetString(),
                JsonValueKind.Number => id.GetRawText(),
                _ => null,
            };
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
