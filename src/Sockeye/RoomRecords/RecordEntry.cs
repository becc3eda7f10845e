namespace Sockeye.Records;

/// <summary>The record of a room on this server, and how many are in the room. Changed under the lock of <see cref="RecordReplica"/>.</summary>
internal sealed class RecordEntry(StoredRecord record, long revision, int members)
{
    public StoredRecord Record { get; private set; } = record;

    public RecordValue Value { get; private set; } = new(record.Value);

    /// <summary>That of the change that it is known by.</summary>
    public long Revision { get; private set; } = revision;

    public int Members { get; set; } = members;

    /// <summary>Since when nobody is in the room, as a timestamp; zero where somebody is.</summary>
    public long EmptySince { get; set; }

    /// <summary>When it is to be ended; none where it has no end.</summary>
    public DateTimeOffset? Due { get; set; }

    /// <summary>Whether it stands in the row of those whose rooms are empty.</summary>
    public bool IsAwaited { get; set; }

    public bool IsGone { get; set; }

    public RecordPicture Picture => new(Record, Value, Members);

    public void Replace(StoredRecord next, long nextRevision)
    {
        if (next.Version != Record.Version)
        {
            Value = new RecordValue(next.Value);
        }

        Record = next;
        Revision = nextRevision;
    }
}
