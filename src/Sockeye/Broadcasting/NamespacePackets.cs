using Sockeye.Engine.Delivery;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Broadcasting;

/// <summary>Writes the packets of a namespace and encodes them for the engine.</summary>
internal static class NamespacePackets
{
    /// <summary>Begins a packet for the sockets of a namespace.</summary>
    public static PacketWriter StartPacket(this Namespace ns) => PacketWriter.Start(ns.Server.Serializer, ns.Server.Parser, ns.NameUtf8);

    /// <summary>Begins an event for the sockets of a namespace.</summary>
    public static PacketWriter StartEvent(this Namespace ns, string eventName) =>
        PacketWriter.Event(ns.Server.Serializer, ns.Server.Parser, ns.NameUtf8, eventName);

    public static EncodedPacket ToEncoded(this PacketWriter writer, PacketType type, long id = Packet.NoId)
    {
        using var written = writer.Finish(type, id);
        return ToEncoded(written);
    }

    /// <param name="writer">Holds the event.</param>
    /// <param name="id">The id of the acknowledgement, if one is asked for.</param>
    /// <param name="offset">The position in the log of events. Clients with recovery get it as one more argument.</param>
    public static EventPacket ToEvent(this PacketWriter writer, long id = Packet.NoId, string? offset = null)
    {
        if (offset is not null)
        {
            writer.Add(offset);
        }

        var ns = writer.NamespaceUtf8;
        var offsetLength = offset?.Length ?? 0;
        using var written = writer.Finish(PacketType.Event, id);
        var encoded = ToEncoded(written);
        return written.PayloadStart > 0
            ? new EventPacket(encoded, ns, written.PayloadStart, id, written.Attachments.ToArray()) { OffsetLength = offsetLength }
            : new EventPacket(encoded, ns, written.Payload.ToArray(), id, written.Attachments.ToArray()) { OffsetLength = offsetLength };
    }

    /// <summary>Encodes a packet whose payload is already written.</summary>
    public static EncodedPacket Encode(this PacketParser parser, in Packet packet)
    {
        using var written = PacketEncoding.Write(parser, packet);
        return ToEncoded(written);
    }

    private static EncodedPacket ToEncoded(in WrittenPacket written) => written.Form switch
    {
        EncodedForm.Text => EncodedPacket.FromText(written.Message),
        EncodedForm.TextAndAttachments => EncodedPacket.FromText(written.Message, written.Attachments),
        EncodedForm.Binary => EncodedPacket.FromBinary(written.Message),
        _ => EncodedPacket.FromBinary(written.Message, written.Attachments),
    };
}
