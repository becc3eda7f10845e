using Sockeye.Protocol.SocketIO;
using Sockeye.Protocol.SocketIO.Json;
using Sockeye.Sockets;

namespace Sockeye.History;

/// <summary>
/// Checks what a store returns as an event. Other programs may have written to the store, so it may be anything, and clients are going to
/// get it.
/// </summary>
internal static class KeptEvent
{
    private const int MaxDepth = 1000;

    /// <summary>Whether it is an event that clients can read.</summary>
    public static bool IsValid(ClusterPayload payload) =>
        payload.Attachments is not null && JsonPacketParser.IsEvent(payload.Json.Span, payload.Attachments.Count, MaxDepth);

    /// <summary>
    /// Whether the payload has objects that only look like placeholders. In a packet with attachments, clients would take them for
    /// placeholders, so they would have to be changed there (<see cref="PlaceholderText"/>).
    /// </summary>
    public static bool LooksBinary(ClusterPayload payload) => payload.Attachments.Count == 0 && PlaceholderText.HasMark(payload.Json.Span);

    /// <summary>The name of a valid event.</summary>
    public static string NameOf(ClusterPayload payload)
    {
        var json = PayloadJson.Read(payload.Json.Span);
        json.Read();
        json.Read();
        return JsonText.GetString(json);
    }

    public static int BytesOf(ClusterPayload payload)
    {
        var bytes = payload.Json.Length;
        for (var i = 0; i < payload.Attachments.Count; i++)
        {
            bytes += payload.Attachments[i].Length;
        }

        return bytes;
    }
}
