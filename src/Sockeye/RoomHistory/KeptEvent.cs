using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets;

namespace Sockeye.History;

/// <summary>Looks at what a store gives for an event. Others may have written to it, and clients are to get it: it may be anything.</summary>
internal static class KeptEvent
{
    private const int MaxDepth = 1000;
    private const int InitialLevels = 16;

    /// <summary>Whether it is an event that clients can read.</summary>
    public static bool IsValid(ClusterPayload payload) =>
        payload.Attachments is not null
        && PayloadValidator.Validate(
            new PacketParts
            {
                Type = payload.Attachments.Count > 0 ? PacketType.BinaryEvent : PacketType.Event,
                Attachments = payload.Attachments.Count,
                Payload = payload.Json.Span,
            },
            MaxDepth) == PacketError.None;

    /// <summary>
    /// Whether there are objects in it that only look like placeholders. Clients take them for such in a packet that has attachments: there they would show the binary values of
    /// another message, or end the connection.
    /// </summary>
    public static bool LooksBinary(ClusterPayload payload)
    {
        var json = payload.Json.Span;
        if (payload.Attachments.Count > 0 || (json.IndexOf("_placeholder"u8) < 0 && json.IndexOf("\\u"u8) < 0))
        {
            return false;
        }

        var tracker = new PlaceholderTracker(stackalloc PlaceholderState[InitialLevels]);
        var reader = PayloadJson.Read(json);
        try
        {
            while (reader.Read())
            {
                if (tracker.Observe(reader, out _))
                {
                    return true;
                }
            }
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in the name of a member, which cannot be compared.
            return true;
        }

        return false;
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
