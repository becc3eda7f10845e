namespace Sockeye.Namespaces;

/// <summary>
/// Counts who is in a namespace or on the way in, so that an empty one can be removed without losing a client that is just joining.
/// </summary>
internal sealed class Occupancy(bool removeWhenEmpty)
{
    private readonly Lock _gate = new();
    private bool _removeWhenEmpty = removeWhenEmpty;
    private int _count;
    private bool _closed;

    /// <summary>Somebody wants in.</summary>
    /// <returns>Whether the namespace is still there.</returns>
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

    /// <summary>Somebody has left.</summary>
    /// <returns>Whether the namespace is empty now and to be removed.</returns>
    public bool Leave()
    {
        lock (_gate)
        {
            _count--;
            return _count == 0 && _removeWhenEmpty && !_closed && (_closed = true);
        }
    }

    /// <summary>The application holds the namespace by name: it stays, empty or not.</summary>
    /// <returns>Whether the namespace is still there.</returns>
    public bool TryPin()
    {
        lock (_gate)
        {
            _removeWhenEmpty = false;
            return !_closed;
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
