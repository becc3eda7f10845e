namespace Sockeye.Sockets.Listeners;

/// <summary>A list of delegates that is read without a lock and rarely changed.</summary>
internal sealed class DelegateList<T>
    where T : Delegate
{
    private volatile T[] _items = [];

    public T[] Items => _items;

    public void Add(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        lock (this)
        {
            _items = [.. _items, item];
        }
    }

    public void Prepend(T item)
    {
        ArgumentNullException.ThrowIfNull(item);
        lock (this)
        {
            _items = [item, .. _items];
        }
    }

    public void Remove(T? item)
    {
        lock (this)
        {
            var index = item is null ? -1 : Array.IndexOf(_items, item);
            if (item is null)
            {
                _items = [];
            }
            else if (index >= 0)
            {
                _items = [.. _items[..index], .. _items[(index + 1)..]];
            }
        }
    }
}
