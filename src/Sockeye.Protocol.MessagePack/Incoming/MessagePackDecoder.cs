using Sockeye.Protocol.SocketIO;

namespace Sockeye.MessagePack.Incoming;

/// <summary>
/// Accepts the same packets as socket.io-msgpack-parser 3.0.2, with these exceptions: reserved event names, negative acknowledgement ids
/// and namespaces without a slash are refused, as in the default parser, and depth, size and the length of the namespace are limited. It
/// has no state between messages.
/// </summary>
internal sealed class MessagePackDecoder : PacketDecoder
{
    private readonly PacketDecoderOptions _options;

    public MessagePackDecoder(PacketDecoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxDepth);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxNamespaceLength);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxPacketBytes);
        _options = options;
    }

    public override bool IsIncomplete => false;

    public override DecodeStatus Decode(ReadOnlySpan<byte> data, bool isBinary, out Packet packet)
    {
        Error = isBinary ? DecodeMessage(data, out packet) : Refuse(PacketError.UnexpectedText, out packet);
        return Error == PacketError.None ? DecodeStatus.Complete : DecodeStatus.Invalid;
    }

    public override void Reset()
    {
    }

    private static PacketError Refuse(PacketError error, out Packet packet)
    {
        packet = default;
        return error;
    }

    private PacketError DecodeMessage(ReadOnlySpan<byte> message, out Packet packet)
    {
        packet = default;
        if (message.Length > _options.MaxPacketBytes)
        {
            return PacketError.TooLarge;
        }

        var error = PacketFields.Read(message, _options.MaxNamespaceLength, out var fields);
        if (error != PacketError.None)
        {
            return error;
        }

        if (fields.Data.IsEmpty)
        {
            packet = new Packet(fields.Type, fields.Namespace, fields.Id, default, default);
            return PacketError.None;
        }

        error = JsonTranscriber.Transcribe(fields, _options, out var json, out var attachments);
        packet = error == PacketError.None ? new Packet(fields.Type, fields.Namespace, fields.Id, json, attachments) : default;
        return error;
    }
}
