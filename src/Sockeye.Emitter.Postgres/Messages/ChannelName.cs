using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sockeye.Emitters.Postgres.Messages;

/// <summary>
/// The names of the channels, <c>socket.io#/namespace</c>. Applications name namespaces and, if they are dynamic, so do clients.
/// </summary>
internal static class ChannelName
{
    /// <summary>The maximum length. Postgres truncates longer names when it listens, and refuses them when it notifies.</summary>
    private const int MaxBytes = 63;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Gets the channel of a namespace. If Postgres cannot use the name, which Node servers do not support either, the name is a digest.
    /// </summary>
    public static string Of(string prefix, string ns)
    {
        var name = $"{prefix}#{ns}";
        if (CanBeNamed(name))
        {
            return name;
        }

        // The name of a namespace begins with a slash, so no namespace has this name.
        var digest = SHA256.HashData(MemoryMarshal.AsBytes(ns.AsSpan()));
        return $"{prefix}#~{Convert.ToHexStringLower(digest.AsSpan(0, 16))}";
    }

    /// <summary>Quotes a name as an SQL identifier.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool CanBeNamed(string name)
    {
        try
        {
            return !name.Contains('\0') && Strict.GetByteCount(name) <= MaxBytes;
        }
        catch (EncoderFallbackException)
        {
            return false; // half of a surrogate pair
        }
    }
}
