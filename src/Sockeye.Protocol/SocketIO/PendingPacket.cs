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
    private readonly Dictionary<int, int>? _references;
    private ReadOnlyMemory<byte>[] _attachments;
    private int _received;

    public PendingPacket(in PacketParts parts)
    {
        _type = parts.Type;
        _id = parts.Id;
        _count = parts.Attachments;
        _references = parts.References;
        _namespaceLength = parts.Namespace.Length;
        _text = new byte[parts.Namespace.Length + parts.Payload.Length];
        parts.Namespace.CopyTo(_text);
        parts.Payload.CopyTo(_text.AsSpan(_namespaceLength));

        // The number is only announced, so the array grows with what arrives.
        _attachments = new ReadOnlyMemory<byte>[Math.Min(_count, InitialCapacity)];
        Bytes = _text.Length;
    }

    /// <summary>The size of the packet in bytes. An attachment counts as many times as a placeholder refers to it.</summary>
    public long Bytes { get; private set; }

    public bool IsComplete => _received == _count;

    /// <summary>The number of bytes that the next attachment counts.</summary>
    public long BytesOf(ReadOnlySpan<byte> attachment) => (long)attachment.Length * Math.Max(1, _references?.GetValueOrDefault(_received) ?? 1);

    public void Add(ReadOnlySpan<byte> attachment)
    {
        Bytes += BytesOf(attachment);
        if (_received == _attachments.Length)
        {
            Array.Resize(ref _attachments, Math.Min(_count, _received * 2));
        }

        _attachments[_received++] = attachment.ToArray();
    }

    public Packet ToPacket() => new(
        _type == PacketType.BinaryEvent ? PacketType.Event : PacketType.Ack,
        _text.AsSpan(0, _namespaceLength),
        _id,
        _text.AsSpan(_namespaceLength),
        _attachments.AsSpan(0, _received));
}
