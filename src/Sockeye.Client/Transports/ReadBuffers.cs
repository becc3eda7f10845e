using System.Buffers;

namespace Sockeye.Client.Transports;

/// <summary>
/// Buffers for reading, from the pool. Large buffers are allocated and dropped, because the pool would keep what one large message, or one
/// hostile server, has needed.
/// </summary>
internal static class ReadBuffers
{
    private const int MaxPooledBytes = 1024 * 1024;

    public static byte[] Rent(int length) => length <= MaxPooledBytes ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);

    public static void Return(byte[] buffer)
    {
        if (buffer.Length is > 0 and <= MaxPooledBytes)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
