using System.Collections.Concurrent;

namespace Sockeye.Diagnostics;

/// <summary>
/// Limits repeated log entries. The first entry of a kind is written at once, then at most one a minute, with the number of those that were
/// left out. Kinds may come from clients: beyond a limit, or if their names are long, all others count as one kind.
/// </summary>
internal sealed class LogSampler(TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const int MaxKinds = 256;
    private const int MaxKindLength = 256;

    private readonly Kind _others = new();
    private readonly ConcurrentDictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private volatile bool _isFull;

    /// <summary>Whether an entry has to be written.</summary>
    /// <param name="kind">The kind of entry.</param>
    /// <param name="skipped">How many entries of the kind were left out since the last one.</param>
    public bool ShouldWrite(string kind, out int skipped)
    {
        if (!_kinds.TryGetValue(kind, out var state))
        {
            state = Make(kind);
        }

        lock (state)
        {
            if (state.Written is { } written && time.GetElapsedTime(written) < Interval)
            {
                state.Skipped++;
                skipped = 0;
                return false;
            }

            state.Written = time.GetTimestamp();
            skipped = state.Skipped;
            state.Skipped = 0;
            return true;
        }
    }

    // Counting the kinds takes all locks of the dictionary, so it ends after there are too many.
    private Kind Make(string kind)
    {
        if (_isFull || kind.Length > MaxKindLength)
        {
            return _others;
        }

        if (_kinds.Count < MaxKinds)
        {
            return _kinds.GetOrAdd(kind, static _ => new Kind());
        }

        _isFull = true;
        return _others;
    }

    private sealed class Kind
    {
        public long? Written { get; set; }

        public int Skipped { get; set; }
    }
}
