using System.Buffers;
using System.IO.Compression;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>Compresses and decompresses single messages (RFC 7692, section 7.2, without context takeover).</summary>
internal static class MessageDeflate
{
    private const int FlushMark = 4;

    // The bytes that a sender leaves out at the end of a message, and an empty last block, so that the inflater knows that nothing follows.
    private static readonly byte[] Tail = [0x00, 0x00, 0xff, 0xff, 0x01, 0x00, 0x00, 0xff, 0xff];

    /// <summary>Compresses a payload.</summary>
    /// <returns>The compressed payload; empty if it would not be smaller.</returns>
    public static ReadOnlySpan<byte> Deflate(ReadOnlySpan<byte> payload, CompressionLevel level)
    {
        using var compressed = new MemoryStream(payload.Length / 4);
        int length;
        using (var deflate = new DeflateStream(compressed, level, leaveOpen: true))
        {
            deflate.Write(payload);
            deflate.Flush();

            // Without the mark of the flush. The last block, which the stream adds when it is disposed of, is not a part of the message.
            length = (int)compressed.Length - FlushMark;
        }

        return length <= 0 || length >= payload.Length ? [] : compressed.GetBuffer().AsSpan(0, length);
    }

    /// <summary>Decompresses a payload, with a limit for the result.</summary>
    /// <param name="payload">
    /// The compressed payload, in an array of the shared pool. It is replaced by an array with the plain payload.
    /// </param>
    /// <param name="length">Its length.</param>
    /// <param name="limit">The maximum size of the plain payload.</param>
    /// <returns><see cref="CloseStatus.None"/>, or the error.</returns>
    public static CloseStatus Inflate(ref byte[] payload, ref int length, int limit)
    {
        EnsureCapacity(ref payload, length, length + Tail.Length);
        Tail.CopyTo(payload, length);
        byte[] plain = ArrayPool<byte>.Shared.Rent((int)Math.Min(limit + 1L, Math.Max(256, length * 4L)));
        int written = 0;
        var status = CloseStatus.None;
        try
        {
            using var source = new MemoryStream(payload, 0, length + Tail.Length, writable: false);
            using var inflate = new DeflateStream(source, CompressionMode.Decompress);
            int read;
            do
            {
                EnsureCapacity(ref plain, written, written + 1);
                read = inflate.Read(plain.AsSpan(written));
                written += read;
            }
            while (read > 0 && written <= limit);
        }
        catch (InvalidDataException)
        {
            status = CloseStatus.InvalidPayload;
        }

        ArrayPool<byte>.Shared.Return(payload);
        payload = plain;
        length = written;
        return written > limit ? CloseStatus.MessageTooBig : status;
    }

    private static void EnsureCapacity(ref byte[] buffer, int used, int needed)
    {
        if (needed > buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, buffer.Length * 2L)));
            buffer.AsSpan(0, used).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
    }
}
