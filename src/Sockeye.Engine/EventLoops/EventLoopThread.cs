using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.EventLoops;

/// <summary>A thread that has an <see cref="EventLoop"/>, until that is taken from it, and what it puts off to the end of its turns.</summary>
internal sealed class EventLoopThread(EventLoop loop)
{
    // So many writes go before the sockets are looked at again: what comes meanwhile leaves together with what waits.
    private const int MostFlushedAtOnce = 64;

    [ThreadStatic]
    private static EventLoopThread? _current;

    private readonly Lock _gate = new();
    private readonly Queue<IThreadPoolWorkItem> _work = new();
    private readonly Queue<FlushShard> _shards = new();
    private List<LoopSocket> _sockets = [];
    private List<LoopSocket> _socketsNow = [];
    private EngineSession? _flushing;
    private bool _isDetached;

    /// <summary>Whether something is to be done yet. Asked by the thread itself.</summary>
    public bool HasDeferred => _work.Count > 0 || _flushing is not null || _shards.Count > 0 || _sockets.Count > 0;

    /// <summary>How much work is put off.</summary>
    public int WorkCount => _work.Count;

    /// <summary>Does some work before the end of this thread's turn, if it has a loop; else the thread pool does it.</summary>
    public static void PutOff(IThreadPoolWorkItem work)
    {
        if (_current is not { } thread || !thread.TryAdd(work))
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: true);
        }
    }

    /// <summary>Flushes at the end of this thread's turn, if it has a loop.</summary>
    public static bool TryDefer(FlushShard shard) => _current is { } thread && thread.TryAdd(shard);

    /// <summary>A socket has more to read: the others come first, if this thread has a loop.</summary>
    public static bool TryPutBack(LoopSocket socket) => _current is { } thread && thread.TryAdd(socket);

    public void Start() =>
        new Thread(static thread => ((EventLoopThread)thread!).Run()) { IsBackground = true, Name = "Sockeye event loop" }.UnsafeStart(this);

    /// <summary>The work that was put off first.</summary>
    public void RunWork()
    {
        IThreadPoolWorkItem? work;
        lock (_gate)
        {
            _work.TryDequeue(out work);
        }

        work?.Execute();
    }

    /// <summary>Some of what was put off. What it puts off in its turn comes after a look at the sockets.</summary>
    public void RunDeferred()
    {
        lock (_gate)
        {
            (_sockets, _socketsNow) = (_socketsNow, _sockets);
        }

        for (int i = 0; i < MostFlushedAtOnce && TryFlushNext(); i++)
        {
        }

        if (_flushing is not null)
        {
            PostShards();
        }

        foreach (LoopSocket socket in _socketsNow)
        {
            socket.OnEvents(Epoll.In);
        }

        lock (_gate)
        {
            _socketsNow.Clear();
        }
    }

    /// <summary>The loop is another thread's now, and this one stuck. What it put off is done elsewhere.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _isDetached = true;
            while (_work.TryDequeue(out IThreadPoolWorkItem? work))
            {
                ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
            }

            PostShards();
            if (_flushing is { } rest)
            {
                _flushing = null;
                ThreadPool.UnsafeQueueUserWorkItem(FlushShard.FlushAll, rest, preferLocal: false);
            }

            foreach (LoopSocket socket in _sockets.Concat(_socketsNow))
            {
                socket.Post(Epoll.In);
            }
        }
    }

    private void Run()
    {
        _current = this;
        loop.Run(this);
    }

    // What is still to be flushed can be taken away at any time: while a handler runs between two of them, or one of the session's.
    private bool TryFlushNext()
    {
        EngineSession? session;
        lock (_gate)
        {
            if (_flushing is null && _shards.TryDequeue(out FlushShard? shard))
            {
                _flushing = shard.Take();
            }

            session = _flushing;
            _flushing = session is null ? null : FlushShard.Detach(session);
        }

        session?.FlushDirty();
        return session is not null;
    }

    // So much is worth waking other threads for.
    private void PostShards()
    {
        lock (_gate)
        {
            while (_shards.TryDequeue(out FlushShard? shard))
            {
                shard.Post();
            }
        }
    }

    private bool TryAdd(IThreadPoolWorkItem work)
    {
        lock (_gate)
        {
            if (!_isDetached)
            {
                _work.Enqueue(work);
            }

            return !_isDetached;
        }
    }

    private bool TryAdd(FlushShard shard)
    {
        lock (_gate)
        {
            if (!_isDetached)
            {
                _shards.Enqueue(shard);
            }

            return !_isDetached;
        }
    }

    private bool TryAdd(LoopSocket socket)
    {
        lock (_gate)
        {
            if (!_isDetached)
            {
                _sockets.Add(socket);
            }

            return !_isDetached;
        }
    }
}
