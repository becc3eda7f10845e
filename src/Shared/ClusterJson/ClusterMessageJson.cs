using System.Buffers;
using System.Text.Json;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye;

/// <summary>
/// Writes and reads messages as the JSON envelope of <c>ClusterAdapter</c> in Node: <c>{"type":3,"data":{...},"uid":"...","nsp":"/"}</c>.
/// Binary values are placeholders in it. A format that supports binary values replaces the placeholders.
/// </summary>
internal static class ClusterMessageJson
{
    /// <summary>Writes a whole envelope.</summary>
    public static ClusterPayload Write(ClusterMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("type", (int)message.Type);
            if (HasData(message.Type))
            {
                writer.WritePropertyName("data");
                WriteData(writer, message);
            }

            writer.WriteString("uid", message.ServerId);
            writer.WriteString("nsp", message.Namespace);
            writer.WriteEndObject();
        }

        return new ClusterPayload(buffer.WrittenMemory, message.Payload.Attachments ?? []);
    }

    /// <summary>Writes only the <c>data</c> of an envelope; empty if the type has none.</summary>
    public static ClusterPayload WriteData(ClusterMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!HasData(message.Type))
        {
            return default;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            WriteData(writer, message);
        }

        return new ClusterPayload(buffer.WrittenMemory, message.Payload.Attachments ?? []);
    }

    /// <summary>Reads a whole envelope.</summary>
    /// <param name="envelope">The envelope.</param>
    /// <param name="defaultNamespace">
    /// The namespace of a message without one. If it is <see langword="null"/>, such a message is not valid.
    /// </param>
    /// <returns>The message; <see langword="null"/> if the envelope is not valid.</returns>
    public static ClusterMessage? Read(ClusterPayload envelope, string? defaultNamespace = null)
    {
        try
        {
            using var document = ClusterJson.Parse(envelope.Json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("type", out var type) || !type.TryGetInt32(out var number)
                || root.GetText("uid") is not { } server
                || (root.TryGetProperty("nsp", out _) ? root.GetText("nsp") : defaultNamespace) is not { } ns)
            {
                return null;
            }

            root.TryGetProperty("data", out var data);
            return ReadData((ClusterMessageType)number, data, envelope.Attachments ?? []) is { } message ? message with { ServerId = server, Namespace = ns } : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads only the <c>data</c> of an envelope.</summary>
    /// <returns>The message without its server and namespace; <see langword="null"/> if the data is not valid.</returns>
    public static ClusterMessage? ReadData(ClusterMessageType type, ClusterPayload data)
    {
        try
        {
            if (data.Json.IsEmpty)
            {
                return ReadData(type, default, []);
            }

            using var document = ClusterJson.Parse(data.Json);
            return ReadData(type, document.RootElement, data.Attachments ?? []);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool HasData(ClusterMessageType type) =>
        type is not (ClusterMessageType.None or ClusterMessageType.InitialHeartbeat or ClusterMessageType.Heartbeat or ClusterMessageType.AdapterClose);

    // The members have the same order as in Node, so that equal messages have equal bytes.
    private static void WriteData(Utf8JsonWriter writer, ClusterMessage message)
    {
        writer.WriteStartObject();
        switch (message.Type)
        {
            case ClusterMessageType.Broadcast:
                writer.WritePropertyName("packet");
                ClusterJson.WritePacket(writer, message.Payload.Json.Span, null);
                WriteRequestId(writer, message);
                WriteOptions(writer, message);
                break;
            case ClusterMessageType.SocketsJoin or ClusterMessageType.SocketsLeave:
                WriteOptions(writer, message);
                ClusterJson.WriteStrings(writer, "rooms", message.Rooms);
                break;
            case ClusterMessageType.DisconnectSockets:
                WriteOptions(writer, message);
                ClusterJson.WriteDisconnect(writer, message);
                break;
            case ClusterMessageType.FetchSockets or ClusterMessageType.CountSockets:
                WriteOptions(writer, message);
                WriteRequestId(writer, message);
                ClusterJson.WriteCapabilities(writer, message.Capabilities);
                break;
            case ClusterMessageType.FetchSocketsResponse:
                WriteRequestId(writer, message);
                ClusterJson.WriteSockets(writer, message.Sockets);
                break;
            case ClusterMessageType.BroadcastClientCount or ClusterMessageType.CountSocketsResponse:
                WriteRequestId(writer, message);
                writer.WriteNumber("clientCount", message.Count);
                break;
            case ClusterMessageType.BroadcastLeft or ClusterMessageType.AllRooms:
                WriteRequestId(writer, message);
                break;
            case ClusterMessageType.AllRoomsResponse:
                WriteRequestId(writer, message);
                ClusterJson.WriteStrings(writer, "rooms", message.Rooms);
                break;
            default:
                WriteRequestId(writer, message);
                writer.WritePropertyName("packet");
                writer.WriteRawValue(message.Payload.Json.Span, skipInputValidation: true);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteRequestId(Utf8JsonWriter writer, ClusterMessage message)
    {
        if (message.RequestId is { } id)
        {
            writer.WriteString("requestId", id);
        }
    }

    private static void WriteOptions(Utf8JsonWriter writer, ClusterMessage message)
    {
        writer.WritePropertyName("opts");
        ClusterJson.WriteOptions(writer, message.Options, withFlags: true);
    }

    private static ClusterMessage? ReadData(ClusterMessageType type, JsonElement data, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
    {
        var message = new ClusterMessage(type);
        if (!HasData(type))
        {
            return message;
        }

        if (data.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        message = message with { RequestId = data.GetText("requestId") };
        switch (type)
        {
            case ClusterMessageType.Broadcast:
                return ClusterJson.ReadPacket(data, attachments) is { } packet && ClusterJson.ReadOptions(data) is { } options
                    ? message with { Payload = packet, Options = options }
                    : null;
            case ClusterMessageType.SocketsJoin or ClusterMessageType.SocketsLeave:
                return ClusterJson.ReadOptions(data) is { } chosen && data.GetStrings("rooms") is { } rooms ? message with { Options = chosen, Rooms = rooms } : null;
            case ClusterMessageType.DisconnectSockets:
                return ClusterJson.ReadOptions(data) is { } leaving ? ClusterJson.ReadDisconnect(data, message with { Options = leaving }) : null;
            case ClusterMessageType.ServerSideEmit:
                return ClusterJson.ReadEvent(data, "packet", attachments) is { } e ? message with { Payload = e } : null;
        }

        if (message.RequestId is null)
        {
            return null;
        }

        switch (type)
        {
            case ClusterMessageType.FetchSockets or ClusterMessageType.CountSockets:
                return ClusterJson.ReadOptions(data) is { } options
                    ? message with { Options = options, Capabilities = ClusterJson.ReadCapabilities(data) }
                    : null;
            case ClusterMessageType.FetchSocketsResponse:
                return ClusterJson.ReadSockets(data) is { } sockets ? message with { Sockets = sockets } : null;
            case ClusterMessageType.BroadcastClientCount or ClusterMessageType.CountSocketsResponse:
                return data.GetCount("clientCount") is { } count ? message with { Count = count } : null;
            case ClusterMessageType.AllRoomsResponse:
                return data.GetStrings("rooms") is { } names ? message with { Rooms = names } : null;
            case ClusterMessageType.ServerSideEmitResponse or ClusterMessageType.BroadcastAck:
                return message with { Payload = ClusterJson.ReadValue(data, "packet", attachments) };
            default:
                return message; // of a newer version, which is ignored
        }
    }
}
