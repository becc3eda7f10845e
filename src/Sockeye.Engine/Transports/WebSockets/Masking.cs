using System.Numerics;
using System.Runtime.InteropServices;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>The masking of client frames (RFC 6455, section 5.3).</summary>
internal static class Masking
{
    /// <summary>Removes the mask, in place.</summary>
    /// <param name="payload">The whole payload of a frame.</param>
    /// <param name="key">The four bytes of the key, in the order in which they arrived.</param>
    public static void Apply(Span<byte> payload, uint key)
    {
        // Steps are multiples of four bytes, so that the key stays aligned.
        int i = 0;
        if (Vector.IsHardwareAccelerated && payload.Length >= Vector<byte>.Count)
        {
            Vector<byte> mask = Vector.AsVectorByte(new Vector<uint>(key));
            Span<Vector<byte>> vectors = MemoryMarshal.Cast<byte, Vector<byte>>(payload);
            for (int v = 0; v < vectors.Length; v++)
            {
                vectors[v] ^= mask;
            }

            i = vectors.Length * Vector<byte>.Count;
        }

        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in key));
        for (; i < payload.Length; i++)
        {
            payload[i] ^= bytes[i & 3];
        }
    }
}
