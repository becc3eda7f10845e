using Sockeye.Protocol.SocketIO;

namespace Sockeye.Packets;

/// <summary>Encodes packets with any parser, in a buffer that the thread keeps.</summary>
internal static class PacketEncoding
{
    /// <summary>The maximum size of a buffer that is kept.</summary>
    public const int KeptCapacity = 64 * 1024;

    /// <summary>The number of free bytes in front of each message.</summary>
    public const int Prefix = 1;

    [ThreadStatic]
    private static PrefixedBuffer? t_idle;

    /// <summary>Encodes a packet.</summary>
    /// <param name="parser">The parser that encodes.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="writer">Holds the payload, if a writer has written it.</param>
    public static WrittenPacket Write(PacketParser parser, scoped in Packet packet, PacketWriter? writer = null)
    {
        var buffer = t_idle ?? new PrefixedBuffer();
        t_idle = null;
        buffer.Reset(Prefix);
        var form = parser.Encode(packet, buffer);
        return form is >= EncodedForm.Text and <= EncodedForm.BinaryAndAttachments
            ? new WrittenPacket(buffer, form, packet.Attachments, writer)
            : throw new InvalidOperationException($"{parser.GetType()} said that a packet has the form {form}.");
    }

    public static void Return(PrefixedBuffer buffer)
    {
        if (buffer.Capacity <= KeptCapacity)
        {
            t_idle = buffer;
        }
    }
}
