namespace Sockeye.EventLoops;

/// <summary>What a loop has to do yet, besides its sockets: of its own turns, and of other threads. In order.</summary>
/// <remarks>
/// Whether the loop sleeps changes under the same lock as the items do. So either who adds an item sees that the loop sleeps, and wakes it; or the loop sees the item, and does
/// not go to sleep.
/// </remarks>
internal sealed class DeferredQueue(LoopSignal signal)
{
    private readonly Lock _gate = new();
    private readonly Queue<IThreadPoolWorkItem> _items = new();
    private bool _sleeps;

    /// <summary>How many items there are at the moment.</summary>
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

    /// <summary>The loop is about to wait for its sockets.</summary>
    /// <returns><see langword="false"/> if there is something to do first.</returns>
    public bool TrySleep()
    {
        lock (_gate)
        {
            _sleeps = _items.Count == 0;
            return _sleeps;
        }
    }

    /// <summary>The loop is awake by itself: nobody need wake it.</summary>
    public void Awake() => Volatile.Write(ref _sleeps, false);
}
