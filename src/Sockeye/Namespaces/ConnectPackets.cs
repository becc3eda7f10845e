using System.Buffers;
using System.Text;
using System.Text.Json;
using Sockeye.Connections;
using Sockeye.Engine.Delivery;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Namespaces;

/// <summary>
/// The answers to a client that wants to join: <c>40{"sid":"..."}</c> and <c>44{"message":"..."}</c>. A client of Socket.IO v2 gets <c>40</c>,
/// since it makes up the id itself, and <c>44"..."</c> or what the refusal carries.
/// </summary>
internal static class ConnectPackets
{
    /// <summary>What a client reads where a middleware failed: the exception's own text is nobody's business but the log's.</summary>
    public const string InternalError = "Internal server error";

    /// <summary>What a client reads where there is no namespace of that name, in the reference's words.</summary>
    public const string InvalidNamespace = "Invalid namespace";

    public static EncodedPacket Welcome(Socket socket)
    {
        Action<Utf8JsonWriter>? payload = socket.Session.Protocol == 3 ? null : writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("sid"u8, socket.Id);
            if (socket.PrivateId is { } privateId)
            {
                writer.WriteString("pid"u8, privateId);
            }

            writer.WriteEndObject();
        };
        return Write(socket.Namespace.Server, PacketType.Connect, socket.Namespace.NameUtf8, payload);
    }

    public static EncodedPacket Refusal(SocketIOServer server, Client client, string ns, string message, object? data) =>
        client.Session.Protocol == 3 ? RefusalV2(server, ns, data ?? message) : Refusal(server, ns, message, data);

    /// <summary>There is no namespace of that name: the same to all clients, as in the reference.</summary>
    public static EncodedPacket UnknownNamespace(SocketIOServer server, string ns) => Refusal(server, ns, InvalidNamespace, null);

    private static EncodedPacket Refusal(SocketIOServer server, string ns, string message, object? data) =>
        Write(server, PacketType.ConnectError, Encoding.UTF8.GetBytes(ns), writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, message);
            if (data is not null)
            {
                writer.WritePropertyName("data"u8);
                WriteValue(server, writer, data);
            }

            writer.WriteEndObject();
        });

    private static EncodedPacket RefusalV2(SocketIOServer server, string ns, object reason) =>
        Write(server, PacketType.ConnectError, Encoding.UTF8.GetBytes(ns), writer => WriteValue(server, writer, reason));

    private static void WriteValue(SocketIOServer server, Utf8JsonWriter writer, object value)
    {
        List<ReadOnlyMemory<byte>>? attachments = null;
        server.Serializer.Serialize(writer, value, ref attachments);
    }

    private static EncodedPacket Write(SocketIOServer server, PacketType type, byte[] ns, Action<Utf8JsonWriter>? payload)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var header = buffer.GetSpan(PacketHeader.GetLength(type, ns, Packet.NoId, 0));
        buffer.Advance(PacketHeader.Write(header, type, ns, Packet.NoId, 0));
        if (payload is not null)
        {
            using var writer = new Utf8JsonWriter(buffer, server.Serializer.WriterOptions);
            payload(writer);
        }

        return EncodedPacket.FromText(buffer.WrittenSpan);
    }
}
