using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Sockeye.Emitters.Postgres.Messages;

namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>
/// Messages of servers about rooms as notifications: <c>t</c> before ASCII text, <c>b</c> before anything else in base64, which every
/// database can hold, or the id of the attachment that has the message.
/// </summary>
internal static class RoomMessageFormat
{
    // The same form as for other messages, without the id of a server.
    private const string BeforeId = "{\"attachmentId\":\"";

    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(1, 127).Select(static value => (byte)value)]);

    /// <summary>Encodes a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="threshold">The number of bytes from which a message is too long for a notification.</param>
    public static EncodedMessage Encode(ReadOnlyMemory<byte> message, int threshold)
    {
        var isPlain = !message.Span.ContainsAnyExcept(Plain);
        var length = 1 + (isPlain ? message.Length : Base64.GetMaxEncodedToUtf8Length(message.Length));
        if (length >= threshold)
        {
            return new EncodedMessage(BeforeId, message.ToArray());
        }

        return new EncodedMessage(isPlain ? "t" + Encoding.ASCII.GetString(message.Span) : "b" + Convert.ToBase64String(message.Span), null);
    }

    /// <summary>Reads a notification.</summary>
    /// <param name="payload">The payload of the notification.</param>
    /// <param name="attachmentId">The id of the row with the message, if the notification only refers to it.</param>
    /// <returns>The message; <see langword="null"/> if there is none, or if it is in the row.</returns>
    public static byte[]? Decode(string payload, out long? attachmentId)
    {
        attachmentId = null;
        switch (payload.Length > 0 ? payload[0] : '\0')
        {
            case 't':
                return Encoding.UTF8.GetBytes(payload, 1, payload.Length - 1);
            case 'b':
                var message = new byte[payload.Length];
                return Convert.TryFromBase64Chars(payload.AsSpan(1), message, out var length) ? message[..length] : null;
            default:
                attachmentId = AttachmentNotice.IdOf(payload);
                return null;
        }
    }
}
