namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// A decoded Socket.IO packet. It is a view of the bytes that it came in, and valid until the next call of the decoder. Copy what you need
/// for longer.
/// </summary>
public readonly ref struct Packet
{
    /// <summary>The value of <see cref="Id"/> if the packet has none.</summary>
    public const long NoId = -1;

    /// <summary>Creates a packet from its parts.</summary>
    public Packet(PacketType type, ReadOnlySpan<byte> @namespace, long id, ReadOnlySpan<byte> payload, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        Type = type;
        Namespace = @namespace;
        Id = id;
        Payload = payload;
        Attachments = attachments;
    }

    /// <summary>
    /// The type of the packet. The binary types become <see cref="PacketType.Event"/> and <see cref="PacketType.Ack"/>, because the
    /// attachments are included.
    /// </summary>
    public PacketType Type { get; }

    /// <summary>The namespace in UTF-8, <c>/</c> for the main one.</summary>
    public ReadOnlySpan<byte> Namespace { get; }

    /// <summary>The acknowledgement id, 0 to 2^53 - 1, or <see cref="NoId"/>.</summary>
    public long Id { get; }

    /// <summary>
    /// The payload as valid JSON in UTF-8; empty if the packet has none. It is an array for events (the event name first) and
    /// acknowledgements, and an object for CONNECT. A binary value is a placeholder: <c>{"_placeholder":true,"num":N}</c>; N is an index
    /// into <see cref="Attachments"/>. Data with such a name has an escape in it, <c>"\u005Fplaceholder"</c>:
    /// <see cref="Json.PlaceholderText"/> distinguishes the two, and <see cref="Json.JsonText"/> reads the strings.
    /// </summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The binary attachments, in order. The arrays behind them belong to the packet, and you may keep them.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Attachments { get; }
}
