namespace Sockeye.Records;

/// <summary>The records that expire, in the order of their times. Guarded by the lock of <see cref="RecordReplica"/>.</summary>
internal sealed class ExpiringRecords
{
    // An ordinal comparison of the names: in the order of a culture, two names that differ by a soft hyphen are equal.
    private static readonly Comparer<(DateTimeOffset Due, string Room)> ByDueThenRoom = Comparer<(DateTimeOffset Due, string Room)>.Create(static (one, other) =>
        one.Due.CompareTo(other.Due) is not 0 and var byDue ? byDue : string.CompareOrdinal(one.Room, other.Room));

    private readonly SortedDictionary<(DateTimeOffset Due, string Room), RecordEntry> _entries = new(ByDueThenRoom);

    /// <summary>The time at which the next record expires.</summary>
    public DateTimeOffset? Next => _entries.Count > 0 ? _entries.First().Key.Due : null;

    /// <summary>Sets the time at which a record expires; <see langword="null"/> means never.</summary>
    public void Set(RecordEntry entry, DateTimeOffset? due)
    {
        if (entry.Due is { } before)
        {
            _entries.Remove((before, entry.Record.Room));
        }

        entry.Due = due;
        if (due is { } next)
        {
            _entries.Add((next, entry.Record.Room), entry);
        }
    }

    /// <summary>
    /// Takes the records that have expired. They expire again after some time, until it is known that they have ended, because the store
    /// may not be reachable or its clock may be behind.
    /// </summary>
    public List<StoredRecord> Take(DateTimeOffset now, int most, TimeSpan again)
    {
        var due = new List<StoredRecord>();
        while (due.Count < most && Next <= now)
        {
            var entry = _entries.First().Value;
            due.Add(entry.Record);
            Set(entry, now + again);
        }

        return due;
    }
}
