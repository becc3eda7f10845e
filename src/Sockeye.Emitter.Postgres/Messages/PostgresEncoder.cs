using System.Text;
using System.Text.Json;
using Sockeye.Emitters.MessagePack;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Emitters.Postgres.Messages;

/// <summary>
/// Writes messages like <c>@socket.io/postgres-adapter</c>: the envelope as JSON, or as MessagePack in a row of the table.
/// </summary>
internal static class PostgresEncoder
{
    /// <summary>The limit of Postgres: a notification must be shorter.</summary>
    public const int NotificationLimit = 8000;

    /// <summary>Encodes a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="threshold">The number of bytes of UTF-8 from which a message is too long for a notification.</param>
    public static EncodedMessage Encode(ClusterMessage message, int threshold)
    {
        var envelope = ClusterMessageJson.Write(message);
        if (envelope.Attachments.Count == 0 && envelope.Json.Length < threshold)
        {
            return new EncodedMessage(Encoding.UTF8.GetString(envelope.Json.Span), null);
        }

        var id = JsonEncodedText.Encode(message.ServerId, JsonText.Encoder);
        return new EncodedMessage($$"""{"uid":"{{id}}","type":{{(int)message.Type}},"attachmentId":" """.TrimEnd(), JsonToMessagePack.Convert(envelope));
    }
}
