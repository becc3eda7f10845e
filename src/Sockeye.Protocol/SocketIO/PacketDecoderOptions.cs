namespace Sockeye.Protocol.SocketIO;

/// <summary>The limits of a <see cref="PacketDecoder"/>.</summary>
public sealed class PacketDecoderOptions
{
    /// <summary>
    /// The most binary attachments that one packet may announce. Formats that have binary values inside of the packet announce nothing: there
    /// <see cref="MaxPacketBytes"/> is the bound.
    /// </summary>
    /// <value>10 by default, as the reference's parser.</value>
    public int MaxAttachments { get; set; } = 10;

    /// <summary>The deepest nesting of the payload.</summary>
    /// <value>128 by default.</value>
    public int MaxDepth { get; set; } = 128;

    /// <summary>The longest namespace, in bytes of UTF-8.</summary>
    /// <value>512 by default.</value>
    public int MaxNamespaceLength { get; set; } = 512;

    /// <summary>The largest packet, in bytes, its JSON and attachments together.</summary>
    /// <value>10 MB by default: ten attachments of the largest message.</value>
    public long MaxPacketBytes { get; set; } = 10_000_000;
}
