namespace Sockeye.Records;

/// <summary>The records that end at a time, the next first. Used under the lock of <see cref="RecordReplica"/>.</summary>
internal sealed class ExpiringRecords
{
    // By the characters of the name: in the order of a culture two names that differ by a soft hyphen are the same.
    private static readonly Comparer<(DateTimeOffset Due, string Room)> ByDueThenRoom = Comparer<(DateTimeOffset Due, string Room)>.Create(static (one, other) =>
        one.Due.CompareTo(other.Due) is not 0 and var byDue ? byDue : string.CompareOrdinal(one.Room, other.Room));

    private readonly SortedDictionary<(DateTimeOffset Due, string Room), RecordEntry> _entries = new(ByDueThenRoom);

    /// <summary>When the next is due.</summary>
    public DateTimeOffset? Next => _entries.Count > 0 ? _entries.First().Key.Due : null;

    /// <summary>Says when an entry is to be ended; not at all where there is no time.</summary>
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

    /// <summary>Takes those that are due. They are due again at another time, until it is known that they have ended: the store may be away, or its clock behind.</summary>
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
