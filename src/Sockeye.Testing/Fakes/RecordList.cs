namespace Sockeye.Testing;

/// <summary>
/// A list of what has happened, in order. Any thread may write to it, and a reader gets a snapshot. It grows as long as the test runs.
/// </summary>
internal sealed class RecordList<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];

    public IReadOnlyList<T> Items
    {
        get
        {
            lock (_gate)
            {
                return [.. _items];
            }
        }
    }

    public void Add(T item)
    {
        lock (_gate)
        {
            _items.Add(item);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _items.Clear();
        }
    }
}
