using System.Text;
using Sockeye.Emitters.MessagePack;
using Sockeye.Emitters.Postgres.Messages;

namespace Sockeye.Postgres;

/// <summary>Reads what <c>@socket.io/postgres-adapter</c> and its emitter send. What is not a message gives nothing.</summary>
internal static class PostgresDecoder
{
    /// <summary>Reads a notification.</summary>
    /// <param name="payload">What was notified.</param>
    /// <param name="ns">The namespace of the channel: emitters of Node's do not name it.</param>
    /// <param name="attachmentId">The id of the row with the message, where the notification is only about that.</param>
    public static ClusterMessage? Decode(string payload, string ns, out long? attachmentId)
    {
        attachmentId = null;
        if (AttachmentNotice.IdOf(payload) is { } id)
        {
            attachmentId = id;
            return null;
        }

        return ClusterMessageJson.Read(new ClusterPayload(Encoding.UTF8.GetBytes(payload), []), ns);
    }

    /// <summary>Reads an attachment.</summary>
    public static ClusterMessage? DecodeAttachment(ReadOnlyMemory<byte> attachment, string ns) =>
        MessagePackToJson.Convert(attachment) is { } envelope ? ClusterMessageJson.Read(envelope, ns) : null;
}
