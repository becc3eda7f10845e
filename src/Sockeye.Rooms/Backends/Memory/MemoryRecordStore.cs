namespace Sockeye.Backends.Memory;

/// <summary>The records of rooms in the memory of the process.</summary>
internal sealed class MemoryRecordStore(TimeProvider time) : RecordStore
{
    private readonly Dictionary<string, MemoryRecords> _namespaces = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public override ValueTask<RecordWriteResult> WriteAsync(string ns, RecordWrite write, RecordLimits limits)
    {
        lock (_gate)
        {
            return new(RecordsOf(ns).Write(write, limits));
        }
    }

    public override ValueTask<RecordChanges> ReadAsync(string ns, RecordPosition position, int limit)
    {
        lock (_gate)
        {
            return new(RecordsOf(ns).Read(position, limit));
        }
    }

    private MemoryRecords RecordsOf(string ns)
    {
        if (!_namespaces.TryGetValue(ns, out var records))
        {
            _namespaces.Add(ns, records = new MemoryRecords(time));
        }

        return records;
    }
}
