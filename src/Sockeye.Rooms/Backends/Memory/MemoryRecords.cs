using Sockeye.Randomness;

namespace Sockeye.Backends.Memory;

/// <summary>
/// The records of one namespace, and the last change of each room. Guarded by the lock of <see cref="MemoryRecordStore"/>.
/// </summary>
internal sealed class MemoryRecords(TimeProvider time)
{
    /// <summary>How many ended rooms are remembered.</summary>
    public const int MaxEnded = 10_000;

    private readonly string _epoch = RandomSource.Hex(16);
    private readonly Dictionary<string, long> _revisions = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, StoredChange> _changes = [];
    private readonly SortedSet<long> _ended = [];
    private long _revision;
    private long _forgotten;
    private long _bytes;
    private long _digest;
    private int _count;

    public RecordWriteResult Write(RecordWrite write, RecordLimits limits)
    {
        var current = _revisions.TryGetValue(write.Room, out var revision) ? _changes[revision].Record : null;
        if (write.Kind == RecordWriteKind.Create)
        {
            return current is not null ? new(RecordWriteStatus.Exists, null, current) : Create(write, limits);
        }

        if (current is null)
        {
            return new(RecordWriteStatus.NotFound, null, null);
        }

        return IsExpected(write, current) ? Change(write, current, limits) : new(RecordWriteStatus.Conflict, null, current);
    }

    public RecordChanges Read(RecordPosition position, int limit)
    {
        var isWhole = position.Epoch != _epoch || position.EndedSince < _forgotten || position.Revision > _revision;
        var (since, endedSince) = isWhole ? (0, _revision) : (position.Revision, position.EndedSince);
        var changes = new List<StoredChange>();

        // Usually nothing has changed.
        if (since < _revision)
        {
            changes.AddRange(_changes.Values.SkipWhile(change => change.Revision <= since).Where(change => change.Record is not null || change.Revision > endedSince).Take(limit + 1));
        }

        var hasMore = changes.Count > limit;
        if (hasMore)
        {
            changes.RemoveAt(limit);
        }

        var last = hasMore ? changes[^1].Revision : _revision;
        return new RecordChanges(isWhole, changes, new RecordPosition(_epoch, last, hasMore ? endedSince : last), hasMore, _digest);
    }

    private static long BytesOf(string room, ReadOnlyMemory<byte> value) => System.Text.Encoding.UTF8.GetByteCount(room) + value.Length;

    private bool IsExpected(RecordWrite write, StoredRecord current) =>
        (write.ExpectedVersion == 0 || write.ExpectedVersion == current.Version)
        && (write.ExpectedTag is null || write.ExpectedTag == current.Tag)
        && (write.ExpectedOrigin == 0 || write.ExpectedOrigin == current.Origin)
        && (write.Kind != RecordWriteKind.Delete || write.End != RoomRecordEnd.Expired || current.Expires <= time.GetUtcNow());

    private RecordWriteResult Create(RecordWrite write, RecordLimits limits)
    {
        var bytes = BytesOf(write.Room, write.Value);
        if (_count >= limits.MaxRooms || _bytes + bytes > limits.MaxTotalBytes)
        {
            return new(_count >= limits.MaxRooms ? RecordWriteStatus.TooMany : RecordWriteStatus.TooLarge, null, null);
        }

        _count++;
        _bytes += bytes;
        var now = time.GetUtcNow();
        return Done(write, null, new StoredRecord(write.Room, write.Value, 1, _revision + 1, now, now, write.EndsWithLastMember, now + write.ExpiresAfter, write.Tag));
    }

    private RecordWriteResult Change(RecordWrite write, StoredRecord current, RecordLimits limits)
    {
        var now = time.GetUtcNow();
        switch (write.Kind)
        {
            case RecordWriteKind.Set:
                var growth = write.Value.Length - current.Value.Length;
                if (growth > 0 && _bytes + growth > limits.MaxTotalBytes)
                {
                    return new(RecordWriteStatus.TooLarge, null, null);
                }

                _bytes += growth;
                return Done(write, current, current with { Tag = write.Tag, Value = write.Value, Version = current.Version + 1, Updated = now });
            case RecordWriteKind.Expire:
                return Done(write, current, current with { Tag = write.Tag, Expires = now + write.ExpiresAfter });
            default:
                _count--;
                _bytes -= BytesOf(write.Room, current.Value);
                return Done(write, current, null);
        }
    }

    private RecordWriteResult Done(RecordWrite write, StoredRecord? before, StoredRecord? record)
    {
        _digest ^= (before?.Tag ?? 0) ^ (record?.Tag ?? 0);
        var change = new StoredChange(_epoch, _revision, ++_revision, write.Room, record, write.End, _digest);
        if (_revisions.TryGetValue(write.Room, out var previous))
        {
            _changes.Remove(previous);
            _ended.Remove(previous);
        }

        _revisions[write.Room] = _revision;
        _changes.Add(_revision, change);
        if (record is null)
        {
            _ended.Add(_revision);
            Forget();
        }

        return new(RecordWriteStatus.Done, change, null);
    }

    private void Forget()
    {
        if (_ended.Count > MaxEnded)
        {
            _forgotten = _ended.Min;
            _ended.Remove(_forgotten);
            _revisions.Remove(_changes[_forgotten].Room);
            _changes.Remove(_forgotten);
        }
    }
}
