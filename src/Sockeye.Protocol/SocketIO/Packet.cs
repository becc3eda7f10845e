namespace Sockeye.Protocol.SocketIO;

/// <summary>
/// One decoded Socket.IO packet, a view on the bytes that it came in. It lives until the decoder's next call: who needs
/// it longer copies what is needed.
/// </summary>
public readonly ref struct Packet
{
    /// <summary>The value of <see cref="Id"/> where the packet carries none.</summary>
    public const long NoId = -1;

    /// <summary>Makes a packet of its parts.</summary>
    public Packet(PacketType type, ReadOnlySpan<byte> @namespace, long id, ReadOnlySpan<byte> payload, ReadOnlySpan<ReadOnlyMemory<byte>> attachments)
    {
        Type = type;
        Namespace = @namespace;
        Id = id;
        Payload = payload;
        Attachments = attachments;
    }

    /// <summary>
    /// What the packet is. The binary types are folded into <see cref="PacketType.Event"/> and <see cref="PacketType.Ack"/>:
    /// the attachments are already here.
    /// </summary>
    public PacketType Type { get; }

    /// <summary>The namespace as UTF-8, <c>/</c> for the main one.</summary>
    public ReadOnlySpan<byte> Namespace { get; }

    /// <summary>The acknowledgement id, 0 to 2^53 - 1, or <see cref="NoId"/>.</summary>
    public long Id { get; }

    /// <summary>
    /// The payload as valid JSON in UTF-8, empty where the packet has none: an array for events and acknowledgements (the
    /// event name first), an object for CONNECT. Binary values stand in it as
    /// <c>{"_placeholder":true,"num":N}</c>, N being an index into <see cref="Attachments"/>. Data with such a name writes it with an escape,
    /// <c>"\u005Fplaceholder"</c>: <see cref="Json.PlaceholderText"/> tells them apart, and <see cref="Json.JsonText"/> reads the strings.
    /// </summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The binary attachments, in order. The arrays behind them are the packet's own and may be kept.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Attachments { get; }
}
