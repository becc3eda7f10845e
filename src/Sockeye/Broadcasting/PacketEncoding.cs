using System.Buffers;
using Sockeye.Engine.Delivery;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Broadcasting;

/// <summary>Makes what is sent of a packet, with any parser.</summary>
internal static class PacketEncoding
{
    private const int KeptCapacity = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_idle;

    public static EncodedPacket Encode(this PacketParser parser, in Packet packet)
    {
        var buffer = t_idle ?? new ArrayBufferWriter<byte>(512);
        t_idle = null;
        var form = parser.Encode(packet, buffer);
        var encoded = form switch
        {
            EncodedForm.Text => EncodedPacket.FromText(buffer.WrittenSpan),
            EncodedForm.TextAndAttachments => EncodedPacket.FromText(buffer.WrittenSpan, packet.Attachments),
            EncodedForm.Binary => EncodedPacket.FromBinary(buffer.WrittenSpan),
            EncodedForm.BinaryAndAttachments => EncodedPacket.FromBinary(buffer.WrittenSpan, packet.Attachments),
            _ => throw new InvalidOperationException($"{parser.GetType()} said that a packet has the form {form}."),
        };
        if (buffer.Capacity <= KeptCapacity)
        {
            buffer.ResetWrittenCount();
            t_idle = buffer;
        }

        return encoded;
    }
}
