using System.Text.Json;
using Sockeye.Emitters.MessagePack;
using Sockeye.Emitters.Redis.PubSub;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Redis.PubSub;

/// <summary>
/// Reads messages of <c>@socket.io/redis-adapter</c> and its emitters. For anything else the result is <see langword="null"/>.
/// </summary>
internal static class PubSubDecoder
{
    /// <summary>
    /// Whether a broadcast begins like those of a server. Each server receives its own broadcasts back, and need not decode them.
    /// </summary>
    public static bool IsFrom(ReadOnlySpan<byte> startOfServer, ReadOnlyMemory<byte> broadcast) => broadcast.Span.StartsWith(startOfServer);

    /// <summary>Reads a broadcast: <c>[uid, packet, opts]</c>.</summary>
    public static ClusterMessage? DecodeBroadcast(ReadOnlyMemory<byte> message) =>
        MessagePackToJson.Convert(message) is { } payload
            ? Read(payload, static (root, attachments) =>
                root.ValueKind == JsonValueKind.Array && root.GetArrayLength() >= 3 && root[0].ValueKind == JsonValueKind.String
                && ClusterJson.ReadPacketItself(root[1], attachments) is { } packet && ClusterJson.ReadOptionsItself(root[2]) is { } options
                    ? new ClusterMessage(ClusterMessageType.Broadcast)
                    {
                        ServerId = JsonText.GetString(root[0]),
                        Namespace = root[1].GetText("nsp") ?? "/",
                        Payload = packet,
                        Options = options,
                    }
                    : null)
            : null;

    /// <summary>Reads a request.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="ns">The namespace of the channel.</param>
    /// <param name="old">The request, if it is one of an older version.</param>
    public static ClusterMessage? DecodeRequest(ReadOnlyMemory<byte> message, string ns, out OldRequest? old)
    {
        OldRequest? found = null;
        var read = Envelope.Unpack(message) is { } payload ? Read(payload, (root, attachments) => ReadRequest(root, attachments, ns, out found)) : null;
        old = found;
        return read;
    }

    /// <summary>Reads an answer of a server, which does not contain the id of the server.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="ns">The namespace of the channel.</param>
    /// <param name="isAwaited">Whether the answer is awaited. All servers receive the answers to all.</param>
    public static ClusterMessage? DecodeResponse(ReadOnlyMemory<byte> message, string ns, Func<string, bool> isAwaited) =>
        Envelope.Unpack(message) is { } payload ? Read(payload, (root, attachments) => ReadResponse(root, attachments, ns, isAwaited)) : null;

    private static ClusterMessage? Read(ClusterPayload payload, Func<JsonElement, IReadOnlyList<ReadOnlyMemory<byte>>, ClusterMessage?> read)
    {
        try
        {
            using var document = ClusterJson.Parse(payload.Json);
            return read(document.RootElement, payload.Attachments);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static ClusterMessage? ReadRequest(JsonElement root, IReadOnlyList<ReadOnlyMemory<byte>> attachments, string ns, out OldRequest? old)
    {
        old = null;
        if (root.ValueKind != JsonValueKind.Object || root.GetCount("type") is not { } number)
        {
            return null;
        }

        var type = (PubSubRequestType)number;
        var message = new ClusterMessage(ClusterMessageType.None)
        {
            ServerId = root.GetText("uid") ?? string.Empty,
            Namespace = ns,
            RequestId = root.GetText("requestId"),
        };
        if (type is PubSubRequestType.Sockets or PubSubRequestType.AllRooms
            || (type is PubSubRequestType.RemoteJoin or PubSubRequestType.RemoteLeave or PubSubRequestType.RemoteDisconnect && !root.TryGetProperty("opts", out _)))
        {
            old = new OldRequest(
                type,
                message.RequestId,
                message.ServerId,
                root.GetText("sid"),
                root.GetText("room") is { } room ? [room] : root.GetStrings("rooms") ?? [],
                root.IsTrue("close"));
            return null;
        }

        if (type == PubSubRequestType.ServerSideEmit)
        {
            return ClusterJson.ReadEvent(root, "data", attachments) is { } e
                ? message with { Type = ClusterMessageType.ServerSideEmit, Payload = e }
                : null;
        }

        if (ClusterJson.ReadOptions(root) is not { } options)
        {
            return null;
        }

        message = message with { Options = options };
        switch (type)
        {
            case PubSubRequestType.RemoteJoin or PubSubRequestType.RemoteLeave:
                return root.GetStrings("rooms") is { } rooms
                    ? message with { Type = type == PubSubRequestType.RemoteJoin ? ClusterMessageType.SocketsJoin : ClusterMessageType.SocketsLeave, Rooms = rooms }
                    : null;
            case PubSubRequestType.RemoteDisconnect:
                return ClusterJson.ReadDisconnect(root, message with { Type = ClusterMessageType.DisconnectSockets });
            case PubSubRequestType.RemoteFetch or PubSubRequestType.Count when message.RequestId is not null:
                return message with
                {
                    Type = type == PubSubRequestType.Count ? ClusterMessageType.CountSockets : ClusterMessageType.FetchSockets,
                    Capabilities = ClusterJson.ReadCapabilities(root),
                };
            case PubSubRequestType.Broadcast when message.RequestId is not null && ClusterJson.ReadPacket(root, attachments) is { } packet:
                return message with { Type = ClusterMessageType.Broadcast, Payload = packet };
            default:
                return null;
        }
    }

    private static ClusterMessage? ReadResponse(
        JsonElement root, IReadOnlyList<ReadOnlyMemory<byte>> attachments, string ns, Func<string, bool> isAwaited)
    {
        if (root.ValueKind != JsonValueKind.Object || root.GetText("requestId") is not { } requestId)
        {
            return null;
        }

        var message = new ClusterMessage(ClusterMessageType.None) { Namespace = ns, RequestId = requestId };
        if (!isAwaited(requestId))
        {
            return message;
        }

        if (!root.TryGetProperty("type", out _))
        {
            return root.GetStrings("rooms") is { } rooms ? message with { Type = ClusterMessageType.AllRoomsResponse, Rooms = rooms }
                : ClusterJson.ReadSockets(root) is { } sockets ? message with { Type = ClusterMessageType.FetchSocketsResponse, Sockets = sockets }
                : null;
        }

        return (PubSubRequestType?)root.GetCount("type") switch
        {
            PubSubRequestType.ServerSideEmit =>
                message with { Type = ClusterMessageType.ServerSideEmitResponse, Payload = ClusterJson.ReadValue(root, "data", attachments) },
            PubSubRequestType.BroadcastAck =>
                message with { Type = ClusterMessageType.BroadcastAck, Payload = ClusterJson.ReadValue(root, "packet", attachments) },
            PubSubRequestType.BroadcastClientCount when root.GetCount("clientCount") is { } count =>
                message with { Type = ClusterMessageType.BroadcastClientCount, Count = count },
            PubSubRequestType.CountAnswer when root.GetCount("clientCount") is { } count =>
                message with { Type = ClusterMessageType.CountSocketsResponse, Count = count, ServerId = root.GetText("uid") ?? string.Empty },
            PubSubRequestType.BroadcastLeft => message with { Type = ClusterMessageType.BroadcastLeft },
            _ => null,
        };
    }
}
