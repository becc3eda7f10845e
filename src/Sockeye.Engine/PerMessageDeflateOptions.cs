using System.IO.Compression;

namespace Sockeye.Engine;

/// <summary>
/// How WebSocket messages are compressed (<c>permessage-deflate</c>, RFC 7692), where a client offers it. Each message is compressed on its own: neither side
/// keeps a window between messages, so that a connection holds no memory for it and a broadcast is compressed once for all its receivers.
/// </summary>
/// <remarks>It costs far more processor time than it saves on most networks; measure before turning it on.</remarks>
public sealed class PerMessageDeflateOptions
{
    /// <summary>The size, in bytes, from which on a message is compressed.</summary>
    /// <value>1024 by default.</value>
    public int Threshold { get; set; } = 1024;

    /// <summary>How hard to try.</summary>
    /// <value><see cref="CompressionLevel.Fastest"/> by default.</value>
    public CompressionLevel Level { get; set; } = CompressionLevel.Fastest;
}
