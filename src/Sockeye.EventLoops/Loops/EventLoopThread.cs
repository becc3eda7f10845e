namespace Sockeye.EventLoops;

/// <summary>A thread that has an <see cref="EventLoop"/>, until that is taken from it, and what it defers.</summary>
internal sealed class EventLoopThread(EventLoop loop)
{
    [ThreadStatic]
    private static EventLoopThread? _current;

    private readonly Lock _gate = new();
    private readonly Queue<IThreadPoolWorkItem> _deferred = new();
    private bool _isDetached;

    /// <summary>The one that the caller is on.</summary>
    public static EventLoopThread? Current => _current;

    /// <summary>How many items are deferred. Asked by the thread itself.</summary>
    public int DeferredCount => _deferred.Count;

    public void Start() =>
        new Thread(static thread => ((EventLoopThread)thread!).Run()) { IsBackground = true, Name = "Sockeye event loop" }.UnsafeStart(this);

    /// <summary>Has the item run by this thread, after what it is doing.</summary>
    /// <returns><see langword="false"/> if the loop is another thread's.</returns>
    public bool TryDefer(IThreadPoolWorkItem item)
    {
        lock (_gate)
        {
            if (!_isDetached)
            {
                _deferred.Enqueue(item);
            }

            return !_isDetached;
        }
    }

    /// <summary>Runs the item that was deferred first.</summary>
    public void RunDeferred()
    {
        IThreadPoolWorkItem? item;
        lock (_gate)
        {
            _deferred.TryDequeue(out item);
        }

        item?.Execute();
    }

    /// <summary>The loop is another thread's now, and this one stuck. What it deferred is done elsewhere.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _isDetached = true;
            while (_deferred.TryDequeue(out IThreadPoolWorkItem? item))
            {
                ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
            }
        }
    }

    private void Run()
    {
        _current = this;
        loop.Run(this);
    }
}
