namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>What to write for a change of a record.</summary>
/// <param name="State">The records of the namespace after the change, with the record of the room.</param>
/// <param name="Change">The change.</param>
internal sealed record RecordChange(LockedRecords State, StoredChange Change)
{
    private const long LastMillisecond = 253_402_300_799_999; // of the year 9999

    /// <summary>Decides about a change, by the same rules as in memory and in Redis.</summary>
    /// <param name="state">The present records.</param>
    /// <param name="write">The requested change.</param>
    /// <param name="roomBytes">The length of the room's name in bytes.</param>
    /// <param name="limits">The limits of the namespace.</param>
    /// <param name="next">What has to be written; <see langword="null"/> if the change is refused.</param>
    public static RecordWriteResult Decide(LockedRecords state, RecordWrite write, int roomBytes, RecordLimits limits, out RecordChange? next)
    {
        next = null;
        var current = state.Current;
        if (write.Kind == RecordWriteKind.Create)
        {
            if (current is not null)
            {
                return new(RecordWriteStatus.Exists, null, current);
            }

            if (state.Records >= limits.MaxRooms)
            {
                return new(RecordWriteStatus.TooMany, null, null);
            }
        }
        else if (current is null)
        {
            return new(RecordWriteStatus.NotFound, null, null);
        }
        else if (!IsExpected(write, current, state.Now))
        {
            return new(RecordWriteStatus.Conflict, null, current);
        }

        var growth = GrowthOf(write, current, roomBytes);
        if (growth > 0 && state.Bytes + growth > limits.MaxTotalBytes)
        {
            return new(RecordWriteStatus.TooLarge, null, null);
        }

        next = Make(state, write, growth);
        return new(RecordWriteStatus.Done, next.Change, null);
    }

    /// <summary>The time for a value in milliseconds from the tables.</summary>
    public static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, LastMillisecond));

    private static RecordChange Make(LockedRecords state, RecordWrite write, long growth)
    {
        var revision = Math.Max(state.Revision + 1, state.Now);
        var now = TimeOf(state.Now / 1000);
        DateTimeOffset? expires = write.ExpiresAfter is { } after ? TimeOf((state.Now / 1000) + (long)Math.Ceiling(Math.Min(after.TotalMilliseconds, LastMillisecond))) : null;
        var current = state.Current;
        var record = write.Kind switch
        {
            RecordWriteKind.Create => new StoredRecord(write.Room, write.Value, 1, revision, now, now, write.EndsWithLastMember, expires, write.Tag),
            RecordWriteKind.Set => current! with { Value = write.Value, Version = current.Version + 1, Updated = now, Tag = write.Tag },
            RecordWriteKind.Expire => current! with { Expires = expires, Tag = write.Tag },
            _ => null,
        };
        var digest = state.Digest ^ (current?.Tag ?? 0) ^ (record?.Tag ?? 0);
        var changed = state with
        {
            Revision = revision,
            Digest = digest,
            Bytes = state.Bytes + growth,
            Records = state.Records + (record is null ? 0 : 1) - (current is null ? 0 : 1),
            Ended = state.Ended + (record is null ? 1 : 0) - (state.HasEnded ? 1 : 0),
            Current = record,
            HasEnded = record is null,
        };
        return new RecordChange(changed, new StoredChange(state.Epoch, state.Revision, revision, write.Room, record, write.End, digest));
    }

    private static bool IsExpected(RecordWrite write, StoredRecord current, long now) =>
        (write.ExpectedVersion == 0 || write.ExpectedVersion == current.Version)
        && (write.ExpectedTag is null || write.ExpectedTag == current.Tag)
        && (write.ExpectedOrigin == 0 || write.ExpectedOrigin == current.Origin)
        && (write.Kind != RecordWriteKind.Delete || write.End != RoomRecordEnd.Expired || current.Expires <= TimeOf(now / 1000));

    private static long GrowthOf(RecordWrite write, StoredRecord? current, int roomBytes) => write.Kind switch
    {
        RecordWriteKind.Create => roomBytes + write.Value.Length,
        RecordWriteKind.Set => write.Value.Length - current!.Value.Length,
        RecordWriteKind.Delete => -roomBytes - current!.Value.Length,
        _ => 0,
    };
}
