using System.IO.Compression;

namespace Sockeye.Engine;

/// <summary>
/// How WebSocket messages are compressed (<c>permessage-deflate</c>, RFC 7692), if a client offers it. Each message is compressed on its
/// own: no side keeps a window between messages. So a connection needs no memory for it, and a broadcast is compressed once for all
/// recipients.
/// </summary>
/// <remarks>On most networks it costs far more processor time than it saves. Measure before you turn it on.</remarks>
public sealed class PerMessageDeflateOptions
{
    /// <summary>The size in bytes from which a message is compressed.</summary>
    /// <value>1024 by default.</value>
    public int Threshold { get; set; } = 1024;

    /// <summary>The compression level.</summary>
    /// <value><see cref="CompressionLevel.Fastest"/> by default.</value>
    public CompressionLevel Level { get; set; } = CompressionLevel.Fastest;
}
