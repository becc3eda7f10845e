using System.Diagnostics.CodeAnalysis;

namespace Sockeye.Replication;

/// <summary>
/// What this server says in a topic: its own values, and which of them the others do not know yet. If a key changes repeatedly, only its
/// last value waits. If more changes wait than there are values in total, the changes are dropped and all servers get a picture.
/// </summary>
/// <param name="format">Returns the size of operations.</param>
/// <param name="isLog">Whether entries are sent and not kept.</param>
internal sealed class OwnValues<TKey, TValue>(TopicFormat<TKey, TValue> format, bool isLog)
    where TKey : notnull
{
    /// <summary>This many changes may wait even if there are fewer values.</summary>
    public const int MinWaiting = 1000;

    private const int MaxOps = 500;
    private const int MaxBytes = 256 * 1024;

    private readonly Dictionary<TKey, int> _places = [];
    private readonly List<(TKey Key, TValue Value)> _values = [];

    // The keys that wait, each once, with the value that all servers know.
    private readonly Queue<TKey> _waiting = new();
    private readonly Dictionary<TKey, TValue?> _told = [];

    // The first place that the picture has not reached; negative while there is no picture.
    private int _cursor = -1;

    /// <summary>How many changes were sent.</summary>
    public long Number { get; private set; }

    public (TKey Key, TValue Value)? Last => _values.Count > 0 ? _values[^1] : null;

    public bool HasChanges => _waiting.Count > 0;

    /// <summary>Whether a picture is being taken.</summary>
    public bool HasPicture => _cursor >= 0;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var isThere = _places.TryGetValue(key, out var place);
        value = isThere ? _values[place].Value : default;
        return isThere;
    }

    /// <returns>Whether too many changes waited, so that they were dropped.</returns>
    public bool Put(TKey key, TValue value)
    {
        if (isLog)
        {
            return Await(key, default);
        }

        if (_places.TryGetValue(key, out var place))
        {
            var before = _values[place].Value;
            _values[place] = (key, value);
            return Await(key, before);
        }

        _places.Add(key, _values.Count);
        _values.Add((key, value));
        return Await(key, default);
    }

    /// <returns>Whether too many changes waited, so that they were dropped.</returns>
    public bool Remove(TKey key)
    {
        if (!_places.Remove(key, out var place))
        {
            return false;
        }

        // The last one takes its place. If a picture has passed that place but not reached the last one, the value is sent once more as a
        // whole.
        var last = _values.Count - 1;
        var isOverflow = false;
        if (place != last)
        {
            _values[place] = _values[last];
            _places[_values[place].Key] = place;
            if (place < _cursor && last >= _cursor)
            {
                isOverflow = AwaitWhole(_values[place].Key);
            }
        }

        _values.RemoveAt(last);
        _cursor = Math.Min(_cursor, _values.Count);
        return AwaitWhole(key) || isOverflow;
    }

    /// <summary>Takes changes for one message. They count as sent.</summary>
    public List<TopicOp<TKey, TValue>> TakeChanges()
    {
        var ops = new List<TopicOp<TKey, TValue>>(Math.Min(_waiting.Count, MaxOps));
        var bytes = 0;
        while (ops.Count < MaxOps && bytes < MaxBytes && _waiting.TryDequeue(out var key))
        {
            _told.Remove(key, out var told);
            var op = TryGet(key, out var value) ? new TopicOp<TKey, TValue>(key, value, true, told) : new TopicOp<TKey, TValue>(key, default!, isLog);
            bytes += format.SizeOf(op);
            ops.Add(op);
        }

        Number += ops.Count;
        return ops;
    }

    /// <summary>
    /// Begins a picture. Until its last part is taken, no changes are taken, so the picture is as new as its position or newer.
    /// </summary>
    /// <param name="isForAll">Whether all servers get it. Then no changes have to be sent besides.</param>
    public void BeginPicture(bool isForAll)
    {
        if (isForAll && HasChanges)
        {
            GiveUp();
        }

        _cursor = 0;
    }

    public void EndPicture() => _cursor = -1;

    /// <summary>Takes the next part of the picture. The picture ends with the last part.</summary>
    public List<TopicOp<TKey, TValue>> TakePart(out bool isLast)
    {
        var ops = new List<TopicOp<TKey, TValue>>(Math.Min(_values.Count - _cursor, MaxOps));
        var bytes = 0;
        while (ops.Count < MaxOps && bytes < MaxBytes && _cursor < _values.Count)
        {
            var (key, value) = _values[_cursor++];
            var op = new TopicOp<TKey, TValue>(key, value, true);
            bytes += format.SizeOf(op);
            ops.Add(op);
        }

        isLast = _cursor == _values.Count;
        if (isLast)
        {
            EndPicture();
        }

        return ops;
    }

    // A server that reads a picture meanwhile does not know what the others have got.
    private bool AwaitWhole(TKey key)
    {
        var isOverflow = Await(key, default);
        if (!isOverflow)
        {
            _told[key] = default;
        }

        return isOverflow;
    }

    private bool Await(TKey key, TValue? told)
    {
        if (!_told.TryAdd(key, told))
        {
            return false;
        }

        _waiting.Enqueue(key);
        if (_waiting.Count <= Math.Max(MinWaiting, _values.Count))
        {
            return false;
        }

        GiveUp();
        return true;
    }

    private void GiveUp()
    {
        // These changes are sent to no server, so all of them notice that they need the picture.
        _waiting.Clear();
        _told.Clear();
        Number++;
    }
}
