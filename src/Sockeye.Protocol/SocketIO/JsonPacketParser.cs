using System.Buffers;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Protocol.SocketIO;

/// <summary>The default format: a text message, and the binary values after it as separate messages (Socket.IO protocol v5).</summary>
public sealed class JsonPacketParser : PacketParser
{
    private JsonPacketParser()
    {
    }

    /// <summary>The parser, which has no state.</summary>
    public static JsonPacketParser Instance { get; } = new();

    /// <summary>Whether a value is an event that clients can read: an array that begins with a name which is not reserved.</summary>
    /// <param name="json">
    /// The value, which may be anything. Each binary value is a placeholder: <c>{"_placeholder":true,"num":N}</c>.
    /// </param>
    /// <param name="attachments">The number of its binary values; 0 or more.</param>
    /// <param name="maxDepth">The deepest nesting that is allowed; 1 or more.</param>
    public static bool IsEvent(ReadOnlySpan<byte> json, int attachments, int maxDepth)
    {
        var parts = new PacketParts
        {
            Type = attachments > 0 ? PacketType.BinaryEvent : PacketType.Event,
            Attachments = attachments,
            Payload = json,
        };
        return PayloadValidator.Validate(ref parts, maxDepth, maxPlaceholders: int.MaxValue) == PacketError.None;
    }

    /// <inheritdoc/>
    public override PacketDecoder CreateDecoder(PacketDecoderOptions options) => new JsonPacketDecoder(options);

    /// <inheritdoc/>
    public override EncodedForm Encode(in Packet packet, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        PacketHeader.Write(output, packet.Type, packet.Namespace, packet.Id, packet.Attachments.Length);
        Span<byte> payload = output.GetSpan(packet.Payload.Length)[..packet.Payload.Length];
        packet.Payload.CopyTo(payload);
        output.Advance(PlaceholderText.ToWire(payload, packet.Attachments.Length));
        return packet.Attachments.IsEmpty ? EncodedForm.Text : EncodedForm.TextAndAttachments;
    }
}
