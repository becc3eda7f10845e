using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sockeye.Emitters.Postgres.Messages;

/// <summary>The names of the channels, <c>socket.io#/namespace</c>. Namespaces are named by applications and, where they are dynamic, by clients.</summary>
internal static class ChannelName
{
    /// <summary>Postgres cuts longer names off to listen to, and refuses them to notify.</summary>
    private const int MaxBytes = 63;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The channel of a namespace. One that Postgres cannot name, which Node's servers do not serve either, has a digest for a name.</summary>
    public static string Of(string prefix, string ns)
    {
        var name = $"{prefix}#{ns}";
        if (CanBeNamed(name))
        {
            return name;
        }

        // The name of a namespace begins with a slash: there is none with this one.
        var digest = SHA256.HashData(MemoryMarshal.AsBytes(ns.AsSpan()));
        return $"{prefix}#~{Convert.ToHexStringLower(digest.AsSpan(0, 16))}";
    }

    /// <summary>A name as an identifier in SQL.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool CanBeNamed(string name)
    {
        try
        {
            return !name.Contains('\0') && Strict.GetByteCount(name) <= MaxBytes;
        }
        catch (EncoderFallbackException)
        {
            return false; // half a surrogate pair
        }
    }
}
