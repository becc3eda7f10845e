namespace Sockeye.Backends.Memory;

/// <summary>
/// The messages of rooms in the memory of the process. The total of all rooms is limited; the room that has had no message for longest is
/// removed first.
/// </summary>
internal sealed class MemoryHistoryStore(TimeProvider time) : HistoryStore
{
    private readonly Dictionary<(string Namespace, string Room), LinkedListNode<MemoryHistoryRoom>> _rooms = [];
    private readonly LinkedList<MemoryHistoryRoom> _byAge = new();
    private readonly Lock _gate = new();
    private MemoryOffset _last;
    private long _bytes;
    private long _maxBytes;
    private int _maxRooms;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public override bool IsOffset(string text) => MemoryOffset.TryParse(text, out _);

    public override ValueTask<IReadOnlyList<string>> AppendAsync(string ns, string room, IReadOnlyList<ClusterPayload> events, RoomHistoryOptions options)
    {
        var offsets = new string[events.Count];
        lock (_gate)
        {
            // The namespaces share the limits. If they differ, the largest counts.
            _maxRooms = Math.Max(_maxRooms, options.MaxRooms);
            _maxBytes = Math.Max(_maxBytes, options.MaxTotalBytes);
            var now = Now;
            var node = Touch((ns, room));
            var history = node.Value;
            var before = history.Bytes;
            history.RemoveUntil(Oldest(now, options));
            for (var i = 0; i < offsets.Length; i++)
            {
                _last = _last.Next(now);
                offsets[i] = _last.ToString();
                history.Add(new MemoryMessage(_last, events[i]), options);
            }

            _bytes += history.Bytes - before;
            while (_byAge.First is { } first && first != node && (first.Value.Expires < now || _rooms.Count > _maxRooms || _bytes > _maxBytes))
            {
                Remove(first);
            }
        }

        return new(offsets);
    }

    public override ValueTask<HistoryPage> ReadAsync(string ns, string room, HistoryQuery query, RoomHistoryOptions options)
    {
        lock (_gate)
        {
            if (Find((ns, room), options) is not { } history)
            {
                return new(new HistoryPage([], false, query.Since is not null));
            }

            if (query.Since is { } since && MemoryOffset.TryParse(since, out var after))
            {
                var first = history.IndexOf(after);
                first += first < history.Count && history[first].Offset == after ? 1 : 0;
                var count = Math.Min(query.Limit, history.Count - first);
                return new(new HistoryPage(Entries(history, first, count), first + count < history.Count, after.CompareTo(history[0].Offset) < 0));
            }

            var end = query.Before is { } before && MemoryOffset.TryParse(before, out var until) ? history.IndexOf(until) : history.Count;
            var start = Math.Max(0, end - query.Limit);
            return new(new HistoryPage(Entries(history, start, end - start), start > 0, false));
        }
    }

    public override ValueTask DeleteAsync(string ns, string room, string? upToOffset)
    {
        lock (_gate)
        {
            if (_rooms.TryGetValue((ns, room), out var node))
            {
                Forget(node, upToOffset);
            }
        }

        return default;
    }

    private void Forget(LinkedListNode<MemoryHistoryRoom> node, string? upToOffset)
    {
        var history = node.Value;
        if (upToOffset is not null && MemoryOffset.TryParse(upToOffset, out var last))
        {
            var before = history.Bytes;
            history.RemoveThrough(last);
            _bytes += history.Bytes - before;
            if (history.Count > 0)
            {
                return;
            }
        }

        Remove(node);
    }

    private static long Oldest(long now, RoomHistoryOptions options) => now - (long)options.MaxAge.TotalMilliseconds;

    private static HistoryEntry[] Entries(MemoryHistoryRoom history, int start, int count)
    {
        var entries = new HistoryEntry[count];
        for (var i = 0; i < count; i++)
        {
            var message = history[start + i];
            entries[i] = new HistoryEntry(message.Offset.ToString(), DateTimeOffset.FromUnixTimeMilliseconds(message.Offset.Milliseconds), message.Event);
        }

        return entries;
    }

    /// <summary>Gets a room and makes it the last to be removed.</summary>
    private LinkedListNode<MemoryHistoryRoom> Touch((string Namespace, string Room) key)
    {
        if (_rooms.TryGetValue(key, out var node))
        {
            _byAge.Remove(node);
        }
        else
        {
            node = new(new MemoryHistoryRoom(key));
            _rooms.Add(key, node);
        }

        _byAge.AddLast(node);
        return node;
    }

    /// <summary>Gets a room if it still has a message that is not too old.</summary>
    private MemoryHistoryRoom? Find((string Namespace, string Room) key, RoomHistoryOptions options)
    {
        if (!_rooms.TryGetValue(key, out var node))
        {
            return null;
        }

        var history = node.Value;
        var before = history.Bytes;
        history.RemoveUntil(Oldest(Now, options));
        _bytes += history.Bytes - before;
        if (history.Count > 0)
        {
            return history;
        }

        Remove(node);
        return null;
    }

    private void Remove(LinkedListNode<MemoryHistoryRoom> node)
    {
        _bytes -= node.Value.Bytes;
        _rooms.Remove(node.Value.Key);
        _byAge.Remove(node);
    }
}
