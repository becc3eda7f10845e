using System.Globalization;

namespace Sockeye.Emitters.Redis.Streams;

/// <summary>The id of an entry in a stream, <c>milliseconds-sequence</c>.</summary>
internal readonly record struct EntryPosition(ulong Milliseconds, ulong Sequence) : IComparable<EntryPosition>
{
    /// <summary>The position before all entries. No entry has it.</summary>
    public const string Origin = "0-0";

    /// <summary>The previous position; for the first one, itself.</summary>
    public EntryPosition Previous =>
        Sequence > 0 ? this with { Sequence = Sequence - 1 } : Milliseconds > 0 ? new EntryPosition(Milliseconds - 1, ulong.MaxValue) : this;

    /// <summary>The next position; for the last one, itself.</summary>
    public EntryPosition Next =>
        Sequence < ulong.MaxValue ? this with { Sequence = Sequence + 1 } : Milliseconds < ulong.MaxValue ? new EntryPosition(Milliseconds + 1, 0) : this;

    public static bool TryParse(string text, out EntryPosition position)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        ulong sequence = 0;
        var ok = ulong.TryParse(dash < 0 ? [] : text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && ulong.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
        position = new EntryPosition(milliseconds, sequence);
        return ok;
    }

    public int CompareTo(EntryPosition other) =>
        Milliseconds == other.Milliseconds ? Sequence.CompareTo(other.Sequence) : Milliseconds.CompareTo(other.Milliseconds);

    /// <summary>Returns the id in the format of Redis.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Milliseconds}-{Sequence}");
}
