using System.Security.Cryptography;

namespace Sockeye.Randomness;

/// <summary>
/// Where ids, epochs and marks come from: bytes that nobody can guess. One way in, so that the simulation of <c>tests/Simulation</c> can give the same ids again for the same seed, as it
/// gives the same time by a <see cref="TimeProvider"/>.
/// </summary>
internal static class RandomSource
{
    private static Action<Span<byte>> _fill = RandomNumberGenerator.Fill;

    public static void Fill(Span<byte> bytes) => _fill(bytes);

    /// <summary>So many random bytes, as hexadecimal digits in lower case.</summary>
    public static string Hex(int byteCount)
    {
        Span<byte> bytes = stackalloc byte[byteCount];
        Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    public static long Int64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        Fill(bytes);
        return BitConverter.ToInt64(bytes);
    }

    /// <summary>For the simulation alone, which is one thread: what it puts here can be guessed.</summary>
    internal static void Replace(Action<Span<byte>> fill) => _fill = fill;
}
