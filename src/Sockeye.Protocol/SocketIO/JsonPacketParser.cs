using System.Buffers;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Protocol.SocketIO;

/// <summary>The default format: a text message, and the binary values after it as messages of their own (Socket.IO protocol v5).</summary>
public sealed class JsonPacketParser : PacketParser
{
    private JsonPacketParser()
    {
    }

    /// <summary>The parser; it has no state.</summary>
    public static JsonPacketParser Instance { get; } = new();

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
