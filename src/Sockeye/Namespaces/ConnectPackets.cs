using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Sockeye.Broadcasting;
using Sockeye.Connections;
using Sockeye.Engine.Delivery;
using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Namespaces;

/// <summary>
/// The answers to a client that wants to join a namespace: <c>40{"sid":"..."}</c> and <c>44{"message":"..."}</c>. A client of Socket.IO v2
/// gets <c>40</c> without an id, because it makes the id itself, and <c>44"..."</c> or the data of the refusal.
/// </summary>
internal static class ConnectPackets
{
    /// <summary>The message that a client gets if a middleware fails. The exception's own message goes to the log only.</summary>
    public const string InternalError = ErrorText.InternalError;

    /// <summary>The message that a client gets if the namespace does not exist. Node uses the same words.</summary>
    public const string InvalidNamespace = "Invalid namespace";

    /// <summary>The message that a client gets if it is in as many namespaces as it may be.</summary>
    public const string TooManyNamespaces = "Too many namespaces";

    public static EncodedPacket Welcome(Socket socket)
    {
        var buffer = new ArrayBufferWriter<byte>();
        if (socket.Session.Protocol != 3)
        {
            using var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions);
            writer.WriteStartObject();
            writer.WriteString("sid"u8, socket.Id);
            if (socket.PrivateId is { } privateId)
            {
                writer.WriteString("pid"u8, privateId);
            }

            writer.WriteEndObject();
        }

        return socket.Namespace.Server.Parser.Encode(new Packet(PacketType.Connect, socket.Namespace.NameUtf8, Packet.NoId, buffer.WrittenSpan, default));
    }

    public static EncodedPacket Refusal(SocketIOServer server, Client client, string ns, string message, object? data) =>
        client.Session.Protocol == 3
            ? Refusal(server, ns, (writer, ref attachments) => server.Serializer.Serialize(writer, data ?? message, ref attachments))
            : Refusal(server, ns, message, data);

    /// <summary>Refuses a client because the namespace does not exist. All clients get the same packet, as in Node.</summary>
    public static EncodedPacket UnknownNamespace(SocketIOServer server, string ns) => Refusal(server, ns, InvalidNamespace, null);

    private delegate void PayloadWriter(Utf8JsonWriter writer, ref List<ReadOnlyMemory<byte>>? attachments);

    private static EncodedPacket Refusal(SocketIOServer server, string ns, string message, object? data) =>
        Refusal(server, ns, (writer, ref attachments) =>
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, message);
            if (data is not null)
            {
                writer.WritePropertyName("data"u8);
                server.Serializer.Serialize(writer, data, ref attachments);
            }

            writer.WriteEndObject();
        });

    private static EncodedPacket Refusal(SocketIOServer server, string ns, PayloadWriter payload)
    {
        var buffer = new ArrayBufferWriter<byte>();
        List<ReadOnlyMemory<byte>>? attachments = null;
        using (var writer = new Utf8JsonWriter(buffer, server.Serializer.WriterOptions))
        {
            payload(writer, ref attachments);
        }

        // The default parser has no packet type for a refusal with binary values, so there a binary value stays a placeholder.
        var binary = server.Parser is JsonPacketParser ? default : CollectionsMarshal.AsSpan(attachments);
        return server.Parser.Encode(new Packet(PacketType.ConnectError, Encoding.UTF8.GetBytes(ns), Packet.NoId, buffer.WrittenSpan, binary));
    }
}
