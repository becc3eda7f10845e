using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Sockeye.Engine.Http;

/// <summary>
/// The content codings that the server supports (RFC 9110, section 8.4.1), and the choice among those that a client accepts.
/// </summary>
internal static class ContentCoding
{
    // The best one first. If the client has no preference, this order decides.
    public static readonly string[] Known = ["br", "gzip", "deflate"];

    /// <summary>Chooses the coding that the client prefers; <see langword="null"/> if it accepts none, or prefers plain bytes.</summary>
    public static string? Choose(StringValues acceptEncoding)
    {
        if (acceptEncoding.Count == 0 || !StringWithQualityHeaderValue.TryParseList(acceptEncoding, out IList<StringWithQualityHeaderValue>? accepted))
        {
            return null;
        }

        string? best = null;
        double bestQuality = Math.Max(0, QualityOf("identity", accepted) ?? 0);
        foreach (string coding in Known)
        {
            double quality = QualityOf(coding, accepted) ?? QualityOf("*", accepted) ?? 0;
            if (quality > bestQuality || (best is null && quality > 0 && quality == bestQuality))
            {
                best = coding;
                bestQuality = quality;
            }
        }

        return best;
    }

    /// <summary>Creates a stream that compresses what is written to it into another stream, which stays open.</summary>
    public static Stream Compress(Stream target, string coding, CompressionLevel level) => coding switch
    {
        "br" => new BrotliStream(target, level, leaveOpen: true),
        "gzip" => new GZipStream(target, level, leaveOpen: true),
        _ => new ZLibStream(target, level, leaveOpen: true), // "deflate" is the zlib format
    };

    private static double? QualityOf(string coding, IList<StringWithQualityHeaderValue> accepted)
    {
        foreach (StringWithQualityHeaderValue value in accepted)
        {
            if (value.Value.Equals(coding, StringComparison.OrdinalIgnoreCase))
            {
                return value.Quality ?? 1;
            }
        }

        return null;
    }
}
