namespace Sockeye.Namespaces;

/// <summary>
/// Counts the sockets in a namespace and those on the way in, so that an empty namespace can be removed without losing a client that is
/// just joining.
/// </summary>
internal sealed class Occupancy(bool removeWhenEmpty)
{
    private readonly Lock _gate = new();
    private bool _removeWhenEmpty = removeWhenEmpty;
    private int _count;
    private bool _closed;

    /// <summary>Takes a place for a client that wants to enter.</summary>
    /// <returns>Whether the namespace still exists.</returns>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _count++;
            return true;
        }
    }

    /// <summary>Releases a place.</summary>
    /// <returns>Whether the namespace is now empty and has to be removed.</returns>
    public bool Leave()
    {
        lock (_gate)
        {
            _count--;
            return _count == 0 && _removeWhenEmpty && !_closed && (_closed = true);
        }
    }

    /// <summary>Keeps the namespace, empty or not, because the application asked for it by name.</summary>
    /// <returns>Whether the namespace still exists.</returns>
    public bool TryPin()
    {
        lock (_gate)
        {
            _removeWhenEmpty = false;
            return !_closed;
        }
    }

    /// <summary>Whether the namespace has been removed.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _closed;
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }
}
