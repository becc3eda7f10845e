using System.Buffers;
using System.Globalization;
using System.Text;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Tests.Support;

/// <summary>
/// A format of a user's own: <c>type|namespace|id|attachments|payload</c> as text, or as a binary message where attachments follow it. A decoder throws
/// at what begins with an exclamation mark.
/// </summary>
internal sealed class PipeParser : PacketParser
{
    public override PacketDecoder CreateDecoder(PacketDecoderOptions options) => new PipeDecoder();

    public override EncodedForm Encode(in Packet packet, IBufferWriter<byte> output)
    {
        var payload = Encoding.UTF8.GetString(packet.Payload);
        output.Write(Encoding.UTF8.GetBytes(
            $"{packet.Type}|{Encoding.UTF8.GetString(packet.Namespace)}|{packet.Id}|{packet.Attachments.Length}|{payload}"));
        return packet.Attachments.IsEmpty ? EncodedForm.Text : EncodedForm.BinaryAndAttachments;
    }

    private sealed class PipeDecoder : PacketDecoder
    {
        private string[]? _parts;
        private List<ReadOnlyMemory<byte>> _attachments = [];

        public override bool IsIncomplete => _parts is not null;

        public override DecodeStatus Decode(ReadOnlySpan<byte> data, bool isBinary, out Packet packet)
        {
            packet = default;
            if (data.StartsWith((byte)'!'))
            {
                throw new FormatException("This parser is not well made.");
            }

            if (_parts is null)
            {
                _parts = Encoding.UTF8.GetString(data).Split('|', 5);
                if (_parts.Length != 5)
                {
                    _parts = null;
                    Error = PacketError.InvalidPayload;
                    return DecodeStatus.Invalid;
                }
            }
            else
            {
                _attachments.Add(data.ToArray());
            }

            if (_attachments.Count < int.Parse(_parts[3], CultureInfo.InvariantCulture))
            {
                return DecodeStatus.NeedMore;
            }

            packet = new Packet(
                Enum.Parse<PacketType>(_parts[0]),
                Encoding.UTF8.GetBytes(_parts[1]),
                long.Parse(_parts[2], CultureInfo.InvariantCulture),
                Encoding.UTF8.GetBytes(_parts[4]),
                _attachments.ToArray());
            Reset();
            return DecodeStatus.Complete;
        }

        public override void Reset()
        {
            _parts = null;
            _attachments = [];
        }
    }
}
