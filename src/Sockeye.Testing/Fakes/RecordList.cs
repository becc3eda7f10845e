namespace Sockeye.Testing;

/// <summary>What happened, in order. It is written by any thread, and read as it was at that moment. It grows as long as the test goes on.</summary>
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
