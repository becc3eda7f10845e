namespace Sockeye.EventLoops;

/// <summary>The queue of what a loop has to do besides its sockets, from its own turns and from other threads, in order.</summary>
/// <remarks>
/// Whether the loop sleeps changes under the same lock as the items. So either the thread that adds an item sees that the loop sleeps and
/// wakes it, or the loop sees the item and does not go to sleep.
/// </remarks>
internal sealed class DeferredQueue(LoopSignal signal)
{
    private readonly Lock _gate = new();
    private readonly Queue<IThreadPoolWorkItem> _items = new();
    private bool _sleeps;

    /// <summary>The present number of items.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>Whether the loop has nothing to do at the moment.</summary>
    public bool Sleeps => Volatile.Read(ref _sleeps);

    public void Add(IThreadPoolWorkItem item)
    {
        bool wakes;
        lock (_gate)
        {
            _items.Enqueue(item);
            wakes = _sleeps;
            _sleeps = false;
        }

        if (wakes)
        {
            signal.Set();
        }
    }

    public bool TryTake(out IThreadPoolWorkItem? item)
    {
        lock (_gate)
        {
            return _items.TryDequeue(out item);
        }
    }

    /// <summary>Called when the loop is about to wait for its sockets.</summary>
    /// <returns><see langword="false"/> if there is something to do first.</returns>
    public bool TrySleep()
    {
        lock (_gate)
        {
            _sleeps = _items.Count == 0;
            return _sleeps;
        }
    }

    /// <summary>Called when the loop has woken by itself, so that no other thread has to wake it.</summary>
    public void Awake() => Volatile.Write(ref _sleeps, false);
}
