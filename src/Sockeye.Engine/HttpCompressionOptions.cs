using System.IO.Compression;

namespace Sockeye.Engine;

/// <summary>How the answers to polls are compressed (the reference's <c>httpCompression</c>). Request bodies are never inflated.</summary>
/// <remarks>
/// Gzip, deflate or Brotli, as the client's <c>Accept-Encoding</c> allows. An answer is compressed where any packet in it may be: one that is sent
/// with <see cref="Delivery.SendFlags.Uncompressed"/>, alone or with others of its kind, is not. As with every compression below TLS, do
/// not mix secrets with what strangers may write into the same message.
/// </remarks>
public sealed class HttpCompressionOptions
{
    /// <summary>The size, in bytes, from which on an answer is compressed.</summary>
    /// <value>1024 by default.</value>
    public int Threshold { get; set; } = 1024;

    /// <summary>How hard to try.</summary>
    /// <value><see cref="CompressionLevel.Fastest"/> by default.</value>
    public CompressionLevel Level { get; set; } = CompressionLevel.Fastest;
}
