using System.IO.Compression;

namespace Sockeye.Engine;

/// <summary>How the answers to polls are compressed (<c>httpCompression</c> in Node). Request bodies are never decompressed.</summary>
/// <remarks>
/// The encoding is gzip, deflate or Brotli, as the client's <c>Accept-Encoding</c> allows. An answer is compressed if any of its packets
/// may be. If all packets were sent with <see cref="Delivery.SendFlags.Uncompressed"/>, it is not. As with all compression below TLS, do
/// not put secrets and text of other users into the same message.
/// </remarks>
public sealed class HttpCompressionOptions
{
    /// <summary>The size in bytes from which an answer is compressed.</summary>
    /// <value>1024 by default.</value>
    public int Threshold { get; set; } = 1024;

    /// <summary>The compression level.</summary>
    /// <value><see cref="CompressionLevel.Fastest"/> by default.</value>
    public CompressionLevel Level { get; set; } = CompressionLevel.Fastest;
}
