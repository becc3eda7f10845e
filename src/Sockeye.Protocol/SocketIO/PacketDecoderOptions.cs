namespace Sockeye.Protocol.SocketIO;

/// <summary>The limits of a <see cref="PacketDecoder"/>.</summary>
public sealed class PacketDecoderOptions
{
    private long? _maxPacketBytes;

    /// <summary>
    /// The most binary attachments that one packet may announce, and the most placeholders for them. Formats that have binary values inside of the packet
    /// announce nothing: there <see cref="MaxPacketBytes"/> is the bound.
    /// </summary>
    /// <value>10 by default, as the reference's parser.</value>
    public int MaxAttachments { get; set; } = 10;

    /// <summary>The deepest nesting of the payload.</summary>
    /// <value>128 by default.</value>
    public int MaxDepth { get; set; } = 128;

    /// <summary>The longest namespace, in bytes of UTF-8.</summary>
    /// <value>512 by default.</value>
    public int MaxNamespaceLength { get; set; } = 512;

    /// <summary>
    /// The largest packet, in bytes, its JSON and attachments together; an attachment counts as often as the packet points to it. A client that sends a
    /// larger one is disconnected.
    /// </summary>
    /// <value>10 MB by default; on a server that takes larger messages (<c>Engine.MaxPayload</c>), ten of the largest.</value>
    public long MaxPacketBytes
    {
        get => _maxPacketBytes ?? DefaultMaxPacketBytes;
        set => _maxPacketBytes = value;
    }

    /// <summary>
    /// Raises the default of <see cref="MaxPacketBytes"/> to ten of the largest messages, so that no limit which nobody has set is in the way of one that somebody has. It never lowers
    /// it, and a value that is set stays.
    /// </summary>
    /// <param name="maxMessage">The largest message that the server takes, in bytes.</param>
    public void FollowMessageLimit(long maxMessage) => DefaultMaxPacketBytes = Math.Max(10 * maxMessage, DefaultMaxPacketBytes);

    private long DefaultMaxPacketBytes { get; set; } = 10_000_000;
}
