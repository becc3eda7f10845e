using System.Buffers;
using System.Text;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Client.Tests.Support;

/// <summary>The default format, but that an event which asks for an answer cannot be written if a text stands in it.</summary>
internal sealed class RefusingParser(string refused) : PacketParser
{
    private readonly byte[] _refused = Encoding.UTF8.GetBytes(refused);

    public override PacketDecoder CreateDecoder(PacketDecoderOptions options) => JsonPacketParser.Instance.CreateDecoder(options);

    public override EncodedForm Encode(in Packet packet, IBufferWriter<byte> output) =>
        packet.Id != Packet.NoId && packet.Payload.IndexOf(_refused) >= 0 ? throw new NotSupportedException(refused) : JsonPacketParser.Instance.Encode(packet, output);
}
