using System.Text;
using Sockeye.Emitters.MessagePack;
using Sockeye.Emitters.Postgres.Messages;

namespace Sockeye.Postgres;

/// <summary>
/// Reads messages of <c>@socket.io/postgres-adapter</c> and its emitter. For anything else the result is <see langword="null"/>.
/// </summary>
internal static class PostgresDecoder
{
    /// <summary>Reads a notification.</summary>
    /// <param name="payload">The payload of the notification.</param>
    /// <param name="ns">The namespace of the channel, because emitters for Node do not name it.</param>
    /// <param name="attachmentId">The id of the row with the message, if the notification only refers to it.</param>
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
