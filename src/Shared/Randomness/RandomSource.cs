using System.Security.Cryptography;

namespace Sockeye.Randomness;

/// <summary>
/// The source of ids, epochs and marks: random bytes that cannot be guessed. All code uses it, so that the simulation in
/// <c>tests/Simulation</c> can repeat the same ids for the same seed, as it repeats the time with a <see cref="TimeProvider"/>.
/// </summary>
internal static class RandomSource
{
    private static Action<Span<byte>> _fill = RandomNumberGenerator.Fill;

    public static void Fill(Span<byte> bytes) => _fill(bytes);

    /// <summary>Gets random bytes as hexadecimal digits in lower case.</summary>
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

    /// <summary>Replaces the source. For the simulation only, which has one thread, and whose bytes can be guessed.</summary>
    internal static void Replace(Action<Span<byte>> fill) => _fill = fill;
}
