namespace Sockeye.Backends.Memory;

/// <summary>The messages of one room, in a ring buffer that grows as needed.</summary>
internal sealed class MemoryHistoryRoom((string Namespace, string Room) key)
{
    private MemoryMessage[] _ring = new MemoryMessage[4];
    private int _start;

    public (string Namespace, string Room) Key => key;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>The time in milliseconds at which the last message is too old.</summary>
    public long Expires { get; private set; }

    public MemoryMessage this[int index] => _ring[(_start + index) % _ring.Length];

    public void Add(MemoryMessage message, RoomHistoryOptions options)
    {
        if (Count == _ring.Length)
        {
            Grow(options.MaxMessages + 1);
        }

        _ring[(_start + Count) % _ring.Length] = message;
        Count++;
        Bytes += message.Bytes;
        while (Count > options.MaxMessages || (Bytes > options.MaxBytesPerRoom && Count > 1))
        {
            RemoveFirst();
        }

        Expires = message.Offset.Milliseconds + (long)options.MaxAge.TotalMilliseconds;
    }

    /// <summary>Removes messages that are older than allowed.</summary>
    public void RemoveUntil(long oldest)
    {
        while (Count > 0 && this[0].Offset.Milliseconds < oldest)
        {
            RemoveFirst();
        }
    }

    /// <summary>Removes the messages up to an offset, including that one.</summary>
    public void RemoveThrough(MemoryOffset last)
    {
        while (Count > 0 && this[0].Offset.CompareTo(last) <= 0)
        {
            RemoveFirst();
        }
    }

    /// <summary>The index of the first message that is not before an offset.</summary>
    public int IndexOf(MemoryOffset offset)
    {
        var low = 0;
        var high = Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].Offset.CompareTo(offset) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void RemoveFirst()
    {
        Bytes -= _ring[_start].Bytes;
        _ring[_start] = default;
        _start = (_start + 1) % _ring.Length;
        Count--;
    }

    private void Grow(int most)
    {
        var larger = new MemoryMessage[Math.Max(Count + 1, Math.Min(most, Count * 2))];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        _ring = larger;
        _start = 0;
    }
}
