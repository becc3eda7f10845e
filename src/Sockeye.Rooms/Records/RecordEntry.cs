namespace Sockeye.Records;

/// <summary>The record of a room on this server, and how many are in the room. Changed under the lock of <see cref="RecordReplica"/>.</summary>
internal sealed class RecordEntry(StoredRecord record, int members)
{
    public StoredRecord Record { get; private set; } = record;

    public RecordValue Value { get; private set; } = new(record.Value);

    public int Members { get; set; } = members;

    /// <summary>Since when nobody is in the room, as a timestamp; zero where somebody is.</summary>
    public long EmptySince { get; set; }

    /// <summary>When it is to be ended; none where it has no end.</summary>
    public DateTimeOffset? Due { get; set; }

    /// <summary>Whether it stands in the row of those whose rooms are empty.</summary>
    public bool IsAwaited { get; set; }

    public bool IsGone { get; set; }

    public RecordPicture Picture => new(Record, Value, Members);

    public void Replace(StoredRecord next)
    {
        // Whatever its version is: a store that went back to an older state gives out versions again. What is the same in every byte need not be read again, as if another end was set only.
        if (!next.Value.Span.SequenceEqual(Record.Value.Span))
        {
            Value = new RecordValue(next.Value);
        }

        Record = next;
    }
}
