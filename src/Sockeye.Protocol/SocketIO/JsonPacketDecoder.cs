namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// The decoder of the default parser: JSON text, with binary attachments as separate messages. It accepts the same packets as
/// socket.io-parser 4.2.7, with these exceptions: an event without a payload is refused, numbers are plain digits, and depth, size and the
/// length of the namespace are limited. It is not thread-safe: use one for each connection.
/// </summary>
public sealed class JsonPacketDecoder : PacketDecoder
{
    private readonly PacketDecoderOptions _options;
    private PendingPacket? _pending;

    /// <summary>Creates a decoder.</summary>
    /// <param name="options">The limits. All decoders may share them.</param>
    public JsonPacketDecoder(PacketDecoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxDepth);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxAttachments);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxNamespaceLength);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxPacketBytes);
        _options = options;
    }

    /// <inheritdoc/>
    public override bool IsIncomplete => _pending is not null;

    /// <inheritdoc/>
    public override DecodeStatus Decode(ReadOnlySpan<byte> data, bool isBinary, out Packet packet)
    {
        Error = PacketError.None;
        return isBinary ? DecodeBinary(data, out packet) : DecodeText(data, out packet);
    }

    /// <inheritdoc/>
    public override void Reset() => _pending = null;

    private DecodeStatus DecodeText(ReadOnlySpan<byte> data, out Packet packet)
    {
        packet = default;
        if (_pending is not null)
        {
            return Fail(PacketError.UnexpectedText);
        }

        if (data.Length > _options.MaxPacketBytes)
        {
            return Fail(PacketError.TooLarge);
        }

        PacketError error = PacketHeaderReader.Read(data, _options, out PacketParts parts);
        if (error == PacketError.None)
        {
            error = PayloadValidator.Validate(ref parts, _options.MaxDepth, _options.MaxAttachments);
        }

        if (error != PacketError.None)
        {
            return Fail(error);
        }

        if (parts.Attachments > 0)
        {
            _pending = new PendingPacket(parts);
            return DecodeStatus.NeedMore;
        }

        packet = new Packet(parts.Type, parts.Namespace, parts.Id, parts.Payload, default);
        return DecodeStatus.Complete;
    }

    private DecodeStatus DecodeBinary(ReadOnlySpan<byte> data, out Packet packet)
    {
        packet = default;
        if (_pending is not { } pending)
        {
            return Fail(PacketError.UnexpectedBinary);
        }

        if (pending.BytesOf(data) > _options.MaxPacketBytes - pending.Bytes)
        {
            return Fail(PacketError.TooLarge);
        }

        pending.Add(data);
        if (!pending.IsComplete)
        {
            return DecodeStatus.NeedMore;
        }

        // The packet keeps its arrays alive, and the decoder of an idle connection holds nothing.
        _pending = null;
        packet = pending.ToPacket();
        return DecodeStatus.Complete;
    }

    private DecodeStatus Fail(PacketError error)
    {
        Reset();
        Error = error;
        return DecodeStatus.Invalid;
    }
}
