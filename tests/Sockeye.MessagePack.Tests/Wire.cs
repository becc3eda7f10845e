using System.Buffers;
using System.Text;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.MessagePack.Tests;

/// <summary>Packets as they are on the wire, in hexadecimal.</summary>
internal static class Wire
{
    public static string Encode(PacketType type, string ns, string payload, long id = Packet.NoId, params byte[][] attachments) =>
        Convert.ToHexStringLower(EncodeBytes(type, ns, payload, id, attachments));

    public static byte[] EncodeBytes(PacketType type, string ns, string payload, long id = Packet.NoId, params byte[][] attachments)
    {
        var output = new ArrayBufferWriter<byte>();
        var binary = Array.ConvertAll(attachments, static bytes => new ReadOnlyMemory<byte>(bytes));
        var packet = new Packet(type, Encoding.UTF8.GetBytes(ns), id, Encoding.UTF8.GetBytes(payload), binary);
        Assert.Equal(EncodedForm.Binary, MessagePackParser.Instance.Encode(packet, output));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>One message, decoded by a new decoder: <c>type namespace id payload |attachment|attachment</c>, or the error.</summary>
    public static string Decode(string hex, PacketDecoderOptions? options = null) => Decode(Convert.FromHexString(hex), options);

    public static string Decode(byte[] message, PacketDecoderOptions? options = null)
    {
        var decoder = MessagePackParser.Instance.CreateDecoder(options ?? new PacketDecoderOptions());
        if (decoder.Decode(message, isBinary: true, out var packet) != DecodeStatus.Complete)
        {
            return decoder.Error.ToString();
        }

        Assert.Equal(PacketError.None, decoder.Error);
        var text = new StringBuilder($"{packet.Type} {Encoding.UTF8.GetString(packet.Namespace)} {packet.Id} {Encoding.UTF8.GetString(packet.Payload)}");
        foreach (var attachment in packet.Attachments)
        {
            text.Append('|').Append(Convert.ToHexStringLower(attachment.Span));
        }

        return text.ToString();
    }

    /// <summary>An event of the main namespace whose <c>data</c> is given: <c>{type: 2, data, nsp: "/"}</c>.</summary>
    public static string Event(string data) => $"83a47479706502a464617461{data}a36e7370a12f";
}
