using System.Buffers;
using System.Text;
using System.Text.Json;
using Sockeye.Emitters.MessagePack;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Emitters.Redis.PubSub;

/// <summary>
/// Writes messages like <c>@socket.io/redis-adapter</c>: broadcasts as MessagePack, all others as JSON unless they have binary values.
/// </summary>
internal static class PubSubEncoder
{
    /// <summary>An event for clients: <c>[uid, packet, opts]</c>.</summary>
    public static byte[] EncodeBroadcast(ClusterMessage message) => JsonToMessagePack.Convert(Write(message, static (writer, message) =>
    {
        writer.WriteStartArray();
        writer.WriteStringValue(message.ServerId);
        ClusterJson.WritePacket(writer, message.Payload.Json.Span, message.Namespace);
        ClusterJson.WriteOptions(writer, message.Options, withFlags: true);
        writer.WriteEndArray();
    }));

    /// <summary>
    /// The first bytes of the broadcasts of a server: an array of three elements, and the id of the server as a short string.
    /// </summary>
    public static byte[] StartOf(string serverId) => [0x93, (byte)(0xa0 | serverId.Length), .. Encoding.ASCII.GetBytes(serverId)];

    /// <summary>A request to all servers.</summary>
    public static byte[] EncodeRequest(ClusterMessage message) =>
        Encode(Write(message, WriteRequest), alwaysBinary: message.Type == ClusterMessageType.Broadcast);

    /// <summary>An answer to a request.</summary>
    public static byte[] EncodeResponse(ClusterMessage message) =>
        Encode(Write(message, WriteResponse), alwaysBinary: message.Type == ClusterMessageType.BroadcastAck);

    /// <summary>An answer to a request of an older server: <c>{"requestId":"...","NAME":[...]}</c>.</summary>
    public static byte[] EncodeOldResponse(string requestId, string? name, IReadOnlyList<string> values) =>
        Write(new ClusterMessage(ClusterMessageType.None), (writer, _) =>
        {
            writer.WriteStartObject();
            writer.WriteString("requestId", requestId);
            if (name is not null)
            {
                ClusterJson.WriteStrings(writer, name, values);
            }

            writer.WriteEndObject();
        }).Json.ToArray();

    private static byte[] Encode(ClusterPayload payload, bool alwaysBinary) =>
        alwaysBinary || payload.Attachments.Count > 0 ? JsonToMessagePack.Convert(payload) : payload.Json.ToArray();

    private static ClusterPayload Write(ClusterMessage message, Action<Utf8JsonWriter, ClusterMessage> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            write(writer, message);
        }

        return new ClusterPayload(buffer.WrittenMemory, message.Payload.Attachments ?? []);
    }

    private static void WriteRequest(Utf8JsonWriter writer, ClusterMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("uid", message.ServerId);
        if (message.RequestId is { } requestId)
        {
            writer.WriteString("requestId", requestId);
        }

        writer.WriteNumber("type", (int)TypeOf(message.Type));
        switch (message.Type)
        {
            case ClusterMessageType.Broadcast:
                writer.WritePropertyName("packet");
                ClusterJson.WritePacket(writer, message.Payload.Json.Span, message.Namespace);
                WriteOptions(writer, message, withFlags: true);
                break;
            case ClusterMessageType.ServerSideEmit:
                writer.WritePropertyName("data");
                writer.WriteRawValue(message.Payload.Json.Span, skipInputValidation: true);
                break;
            case ClusterMessageType.AllRooms:
                break;
            default:
                WriteOptions(writer, message, withFlags: false);
                ClusterJson.WriteCapabilities(writer, message.Capabilities);
                break;
        }

        if (message.Type is ClusterMessageType.SocketsJoin or ClusterMessageType.SocketsLeave)
        {
            ClusterJson.WriteStrings(writer, "rooms", message.Rooms);
        }
        else if (message.Type == ClusterMessageType.DisconnectSockets)
        {
            ClusterJson.WriteDisconnect(writer, message);
        }

        writer.WriteEndObject();
    }

    private static void WriteResponse(Utf8JsonWriter writer, ClusterMessage message)
    {
        writer.WriteStartObject();
        if (message.Type != ClusterMessageType.FetchSocketsResponse)
        {
            writer.WriteNumber("type", (int)TypeOf(message.Type));
        }

        writer.WriteString("requestId", message.RequestId);
        switch (message.Type)
        {
            case ClusterMessageType.FetchSocketsResponse:
                ClusterJson.WriteSockets(writer, message.Sockets);
                break;
            case ClusterMessageType.ServerSideEmitResponse:
                writer.WritePropertyName("data");
                writer.WriteRawValue(message.Payload.Json.Span, skipInputValidation: true);
                break;
            case ClusterMessageType.BroadcastAck:
                writer.WritePropertyName("packet");
                writer.WriteRawValue(message.Payload.Json.Span, skipInputValidation: true);
                break;
            case ClusterMessageType.BroadcastClientCount:
                writer.WriteNumber("clientCount", message.Count);
                break;
            case ClusterMessageType.CountSocketsResponse:
                writer.WriteNumber("clientCount", message.Count);
                writer.WriteString("uid", message.ServerId);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter writer, ClusterMessage message, bool withFlags)
    {
        writer.WritePropertyName("opts");
        ClusterJson.WriteOptions(writer, message.Options, withFlags);
    }

    private static PubSubRequestType TypeOf(ClusterMessageType type) => type switch
    {
        ClusterMessageType.SocketsJoin => PubSubRequestType.RemoteJoin,
        ClusterMessageType.SocketsLeave => PubSubRequestType.RemoteLeave,
        ClusterMessageType.DisconnectSockets => PubSubRequestType.RemoteDisconnect,
        ClusterMessageType.FetchSockets => PubSubRequestType.RemoteFetch,
        ClusterMessageType.ServerSideEmit or ClusterMessageType.ServerSideEmitResponse => PubSubRequestType.ServerSideEmit,
        ClusterMessageType.Broadcast => PubSubRequestType.Broadcast,
        ClusterMessageType.BroadcastClientCount => PubSubRequestType.BroadcastClientCount,
        ClusterMessageType.BroadcastAck => PubSubRequestType.BroadcastAck,
        ClusterMessageType.CountSockets => PubSubRequestType.Count,
        ClusterMessageType.CountSocketsResponse => PubSubRequestType.CountAnswer,
        ClusterMessageType.BroadcastLeft => PubSubRequestType.BroadcastLeft,
        ClusterMessageType.AllRooms => PubSubRequestType.AllRooms,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This format does not support the message."),
    };
}
