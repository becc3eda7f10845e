using System.Globalization;

namespace Sockeye.Backends.Memory;

/// <summary>
/// The position of a message: the time at which it came, and a number among those of the same millisecond. So after a restart, a server's
/// offsets are newer than those that it gave before.
/// </summary>
internal readonly record struct MemoryOffset(long Milliseconds, long Sequence) : IComparable<MemoryOffset>
{
    private const int MaxLength = 40;

    public static bool TryParse(string text, out MemoryOffset offset)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0 && text.Length <= MaxLength
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            offset = new MemoryOffset(milliseconds, sequence);
            return true;
        }

        offset = default;
        return false;
    }

    /// <summary>The next position, also if the clock was turned back.</summary>
    public MemoryOffset Next(long now) => now > Milliseconds ? new MemoryOffset(now, 0) : this with { Sequence = Sequence + 1 };

    public int CompareTo(MemoryOffset other) =>
        Milliseconds == other.Milliseconds ? Sequence.CompareTo(other.Sequence) : Milliseconds.CompareTo(other.Milliseconds);

    /// <summary>Returns the position with a fixed width, so that offsets sort as texts.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds:D13}-{Sequence:D8}");
}
