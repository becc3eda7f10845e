using System.Text;
using System.Text.Json;

namespace Sockeye.Redis.Tests.Support;

/// <summary>The messages whose bytes were recorded from the packages for Node, one of each kind.</summary>
internal static class Messages
{
    public const string ServerId = "3707436895876885";

    private static readonly byte[] Three = [1, 2, 3];

    public static ClusterPayload Json(string json, params ReadOnlyMemory<byte>[] attachments) => new(Encoding.UTF8.GetBytes(json), attachments);

    public static ClusterMessage Of(ClusterMessageType type, string? requestId = null) =>
        new(type) { ServerId = ServerId, Namespace = "/", RequestId = requestId };

    public static ClusterMessage Hello { get; } = Of(ClusterMessageType.Broadcast) with { Payload = Json("""["hello",1]""") };

    public static ClusterMessage Room { get; } = Of(ClusterMessageType.Broadcast) with
    {
        Payload = Json("""["e",{"a":[null,true,1.5,-1,70000,4294967296,"é"]}]"""),
        Options = new BroadcastOptions { Rooms = ["room"], Except = ["x"], Flags = new BroadcastFlags { Volatile = true, Compress = false } },
    };

    public static ClusterMessage Binary { get; } = Of(ClusterMessageType.Broadcast) with
    {
        Payload = Json("""["bin",{"_placeholder":true,"num":0},{"x":{"_placeholder":true,"num":1}}]""", Three, Array.Empty<byte>()),
        Options = new BroadcastOptions { Rooms = ["a", "b"] },
    };

    public static ClusterMessage Ask(string requestId) => Of(ClusterMessageType.Broadcast, requestId) with
    {
        Payload = Json("""["ask",1]"""),
        Options = new BroadcastOptions { Flags = new BroadcastFlags { Timeout = TimeSpan.FromSeconds(1) } },
    };

    public static ClusterMessage Join { get; } = Of(ClusterMessageType.SocketsJoin) with { Options = InA, Rooms = ["r1", "r2"] };

    public static ClusterMessage Leave { get; } = Of(ClusterMessageType.SocketsLeave) with { Options = InA, Rooms = ["r1"] };

    public static ClusterMessage Disconnect { get; } = Of(ClusterMessageType.DisconnectSockets) with { Options = InA, Close = true };

    public static ClusterMessage ServerSide { get; } = Of(ClusterMessageType.ServerSideEmit) with { Payload = Json("""["sse",1,{"x":"y"}]""") };

    public static BroadcastOptions InA => new() { Rooms = ["a"] };

    public static ClusterMessage ServerSideAsk(string requestId) => Of(ClusterMessageType.ServerSideEmit, requestId) with { Payload = Json("""["sse2","z"]""") };

    public static ClusterMessage Fetch(string requestId) => Of(ClusterMessageType.FetchSockets, requestId) with { Options = InA };

    public static ClusterMessage Sockets(string requestId) => Of(ClusterMessageType.FetchSocketsResponse, requestId) with
    {
        Sockets =
        [
            new ClusterSocket(
                "AAAAAAAAAAAAAAAAAAAA",
                JsonElement.Parse("""{"headers":{},"query":{},"auth":{}}"""),
                ["AAAAAAAAAAAAAAAAAAAA"],
                JsonElement.Parse("""{"u":1}""")),
        ],
    };

    public static ClusterMessage Answer(string requestId, ClusterPayload value) => Of(ClusterMessageType.ServerSideEmitResponse, requestId) with { Payload = value };

    public static ClusterMessage ClientCount(string requestId) => Of(ClusterMessageType.BroadcastClientCount, requestId) with { Count = 1 };

    public static ClusterMessage Ack(string requestId) => Of(ClusterMessageType.BroadcastAck, requestId) with { Payload = Json("\"answer\"") };

    /// <summary>Everything that counts of a message, as text to compare.</summary>
    public static string Describe(ClusterMessage? message) => message is null
        ? "nothing"
        : string.Join(
            ' ',
            message.Type,
            message.ServerId,
            message.Namespace,
            message.RequestId,
            string.Join(',', message.Options.Rooms),
            string.Join(',', message.Options.Except),
            message.Options.Flags,
            Encoding.UTF8.GetString(message.Payload.Json.Span),
            string.Join(',', (message.Payload.Attachments ?? []).Select(static bytes => Convert.ToHexString(bytes.Span))),
            string.Join(',', message.Rooms),
            message.Close,
            message.Count,
            string.Join(',', message.Sockets.Select(static socket => $"{socket.Id}{socket.Handshake}{string.Join('+', socket.Rooms)}{socket.Data}")));
}
