using System.Buffers;
using System.Text;
using System.Text.Json;
using Sockeye.Engine.Delivery;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Namespaces;

/// <summary>The answers to a client that wants to join: <c>40{"sid":"..."}</c> and <c>44{"message":"..."}</c>.</summary>
internal static class ConnectPackets
{
    /// <summary>What a client reads where a middleware failed: the exception's own text is nobody's business but the log's.</summary>
    public const string InternalError = "Internal server error";

    /// <summary>What a client reads where there is no namespace of that name, in the reference's words.</summary>
    public const string InvalidNamespace = "Invalid namespace";

    /// <summary>What a client reads that has joined as many namespaces as it may.</summary>
    public const string TooManyNamespaces = "Too many namespaces";

    public static EncodedPacket Welcome(Socket socket) => Write(socket.Namespace.Server, PacketType.Connect, socket.Namespace.NameUtf8, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("sid"u8, socket.Id);
        if (socket.PrivateId is { } privateId)
        {
            writer.WriteString("pid"u8, privateId);
        }

        writer.WriteEndObject();
    });

    public static EncodedPacket Refusal(SocketIOServer server, string ns, string message, object? data) =>
        Write(server, PacketType.ConnectError, Encoding.UTF8.GetBytes(ns), writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, message);
            if (data is not null)
            {
                writer.WritePropertyName("data"u8);
                List<ReadOnlyMemory<byte>>? attachments = null;
                server.Serializer.Serialize(writer, data, ref attachments);
            }

            writer.WriteEndObject();
        });

    private static EncodedPacket Write(SocketIOServer server, PacketType type, byte[] ns, Action<Utf8JsonWriter> payload)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var header = buffer.GetSpan(PacketHeader.GetLength(type, ns, Packet.NoId, 0));
        buffer.Advance(PacketHeader.Write(header, type, ns, Packet.NoId, 0));
        using (var writer = new Utf8JsonWriter(buffer, server.Serializer.WriterOptions))
        {
            payload(writer);
        }

        return EncodedPacket.FromText(buffer.WrittenSpan);
    }
}
