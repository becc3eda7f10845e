using System.Text;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Protocol.Tests.SocketIO;

/// <summary>What a decoder said, copied out of the packet's lifetime.</summary>
internal sealed record Decoded(
    DecodeStatus Status,
    PacketError Error,
    PacketType Type,
    string Namespace,
    long Id,
    string Payload,
    byte[][] Attachments)
{
    public static Decoded Text(PacketDecoder decoder, string text) => Decode(decoder, Encoding.UTF8.GetBytes(text), isBinary: false);

    public static Decoded Text(string text) => Text(new JsonPacketDecoder(new PacketDecoderOptions()), text);

    public static Decoded Binary(PacketDecoder decoder, params byte[] data) => Decode(decoder, data, isBinary: true);

    public static Decoded Decode(PacketDecoder decoder, ReadOnlySpan<byte> data, bool isBinary)
    {
        DecodeStatus status = decoder.Decode(data, isBinary, out Packet packet);
        var attachments = new byte[packet.Attachments.Length][];
        for (int i = 0; i < attachments.Length; i++)
        {
            attachments[i] = packet.Attachments[i].ToArray();
        }

        return new Decoded(
            status,
            decoder.Error,
            packet.Type,
            Encoding.UTF8.GetString(packet.Namespace),
            packet.Id,
            Encoding.UTF8.GetString(packet.Payload),
            attachments);
    }
}
