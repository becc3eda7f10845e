using Sockeye.Client.Transports;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Client.Sockets;

/// <summary>Makes packets for the transport.</summary>
internal static class OutgoingPackets
{
    // The type of a message in Engine.IO.
    private const byte Message = (byte)'4';

    /// <summary>Finishes an event or an acknowledgement.</summary>
    public static OutgoingPacket Finish(PacketWriter writer, PacketType type, long id, bool compress)
    {
        using var written = writer.Finish(type, id);
        return ToOutgoing(written, compress);
    }

    /// <summary>Encodes a packet without an array, which connects or disconnects a socket.</summary>
    public static OutgoingPacket Encode(PacketParser parser, in Packet packet)
    {
        using var written = PacketEncoding.Write(parser, packet);
        return ToOutgoing(written, compress: true);
    }

    /// <summary>Copies a written packet, with the type of the message in front.</summary>
    public static OutgoingPacket ToOutgoing(in WrittenPacket written, bool compress)
    {
        var isBinary = written.Form is EncodedForm.Binary or EncodedForm.BinaryAndAttachments;
        var follow = written.Form is EncodedForm.TextAndAttachments or EncodedForm.BinaryAndAttachments;
        return new OutgoingPacket(
            isBinary ? written.Message.ToArray() : written.MessageAfter(Message).ToArray(),
            isBinary,
            follow ? written.Attachments.ToArray() : [],
            compress);
    }
}
