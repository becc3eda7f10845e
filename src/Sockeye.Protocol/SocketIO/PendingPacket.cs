namespace Sockeye.Protocol.SocketIO;

/// <summary>A binary packet that waits for its attachments.</summary>
internal sealed class PendingPacket
{
    private const int InitialCapacity = 16;

    private readonly PacketType _type;
    private readonly long _id;
    private readonly byte[] _text; // the namespace, then the payload
    private readonly int _namespaceLength;
    private readonly int _count;
    private ReadOnlyMemory<byte>[] _attachments;
    private int _received;

    public PendingPacket(in PacketParts parts)
    {
        _type = parts.Type;
        _id = parts.Id;
        _count = parts.Attachments;
        _namespaceLength = parts.Namespace.Length;
        _text = new byte[parts.Namespace.Length + parts.Payload.Length];
        parts.Namespace.CopyTo(_text);
        parts.Payload.CopyTo(_text.AsSpan(_namespaceLength));

        // The count is only a promise: room grows with what arrives.
        _attachments = new ReadOnlyMemory<byte>[Math.Min(_count, InitialCapacity)];
        Bytes = _text.Length;
    }

    /// <summary>The number of bytes held.</summary>
    public long Bytes { get; private set; }

    public bool IsComplete => _received == _count;

    public void Add(ReadOnlySpan<byte> attachment)
    {
        if (_received == _attachments.Length)
        {
            Array.Resize(ref _attachments, Math.Min(_count, _received * 2));
        }

        _attachments[_received++] = attachment.ToArray();
        Bytes += attachment.Length;
    }

    public Packet ToPacket() => new(
        _type == PacketType.BinaryEvent ? PacketType.Event : PacketType.Ack,
        _text.AsSpan(0, _namespaceLength),
        _id,
        _text.AsSpan(_namespaceLength),
        _attachments.AsSpan(0, _received));
}
