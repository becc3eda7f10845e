namespace Sockeye.Protocol.SocketIO;

/// <summary>The limits of a <see cref="PacketDecoder"/>.</summary>
public sealed class PacketDecoderOptions
{
    private long? _maxPacketBytes;

    /// <summary>
    /// The maximum number of binary attachments that one packet may announce, and of placeholders for them. Formats with binary values
    /// inside the packet announce nothing; for them <see cref="MaxPacketBytes"/> is the limit.
    /// </summary>
    /// <value>10 by default, as in Node.</value>
    public int MaxAttachments { get; set; } = 10;

    /// <summary>The maximum nesting of the payload.</summary>
    /// <value>128 by default.</value>
    public int MaxDepth { get; set; } = 128;

    /// <summary>The maximum length of a namespace, in bytes of UTF-8.</summary>
    /// <value>512 by default.</value>
    public int MaxNamespaceLength { get; set; } = 512;

    /// <summary>
    /// The maximum size of a packet in bytes, JSON and attachments together. An attachment counts as many times as the packet refers to it.
    /// A client that sends a larger packet is disconnected.
    /// </summary>
    /// <value>
    /// 10 MB by default, or ten times the largest message that the server accepts (<c>Engine.MaxPayload</c>) if that is more.
    /// </value>
    public long MaxPacketBytes
    {
        get => _maxPacketBytes ?? DefaultMaxPacketBytes;
        set => _maxPacketBytes = value;
    }

    /// <summary>
    /// Raises the default of <see cref="MaxPacketBytes"/> to ten times the largest message. So a default does not stand in the way of a
    /// limit that you have set. It does not lower the default, and does not change a value that you have set.
    /// </summary>
    /// <param name="maxMessage">The size in bytes of the largest message that the server accepts.</param>
    public void FollowMessageLimit(long maxMessage) => DefaultMaxPacketBytes = Math.Max(10 * maxMessage, DefaultMaxPacketBytes);

    private long DefaultMaxPacketBytes { get; set; } = 10_000_000;
}
