namespace Sockeye.Records;

/// <summary>
/// The record of a room on this server, and the number of members of the room. Changed under the lock of <see cref="RecordReplica"/>.
/// </summary>
internal sealed class RecordEntry(StoredRecord record, int members)
{
    public StoredRecord Record { get; private set; } = record;

    public RecordValue Value { get; private set; } = new(record.Value);

    public int Members { get; set; } = members;

    /// <summary>The time stamp since which the room is empty; zero if it is not empty.</summary>
    public long EmptySince { get; set; }

    /// <summary>The time at which the record expires; <see langword="null"/> if it does not.</summary>
    public DateTimeOffset? Due { get; set; }

    /// <summary>Whether it is in the queue of records whose rooms are empty.</summary>
    public bool IsAwaited { get; set; }

    public bool IsGone { get; set; }

    public RecordPicture Picture => new(Record, Value, Members);

    public void Replace(StoredRecord next)
    {
        // The version does not matter: a store that went back to an older state uses versions again. If all bytes are the same, the value
        // need not be read again, for example if only the expiry has changed.
        if (!next.Value.Span.SequenceEqual(Record.Value.Span))
        {
            Value = new RecordValue(next.Value);
        }

        Record = next;
    }
}
