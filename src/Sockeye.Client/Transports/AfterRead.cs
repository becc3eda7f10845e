namespace Sockeye.Client.Transports;

/// <summary>
/// What follows from one read - answers to write, listeners to call - is done by the thread that has read, as soon as the next read waits: to wake another thread for it would cost more than the rest.
/// </summary>
/// <remarks>
/// The thread is then at the end of its stack: no lock is held, and the connection reads on elsewhere, however long listeners take. What may call the application is done last, and only one of it: the others
/// have threads of the pool. If the next read does not wait, all of it has, because nobody knows when it will.
/// </remarks>
internal sealed class AfterRead
{
    [ThreadStatic]
    private static AfterRead? t_current;

    [ThreadStatic]
    private static AfterRead? t_idle;

    private readonly List<IThreadPoolWorkItem> _writes = [];
    private readonly List<IThreadPoolWorkItem> _listeners = [];

    private AfterRead()
    {
    }

    /// <summary>A read has ended that had to be waited for; what called this thread back has nothing else to do on it.</summary>
    /// <returns>What to call <see cref="End"/> on when the reader waits again; nothing if the thread is not one of the pool, or reads already.</returns>
    public static AfterRead? Begin()
    {
        if (t_current is not null || !Thread.CurrentThread.IsThreadPoolThread)
        {
            return null;
        }

        t_current = t_idle ?? new AfterRead();
        t_idle = null;
        return t_current;
    }

    /// <summary>Writes after the read, or on the thread pool if this thread does not read.</summary>
    public static void Write(IThreadPoolWorkItem write) => Add(t_current?._writes, write);

    /// <summary>Calls listeners after the read, or on the thread pool if this thread does not read.</summary>
    public static void Listen(IThreadPoolWorkItem listeners) => Add(t_current?._listeners, listeners);

    /// <summary>There was more to read: what has followed so far does not wait for it.</summary>
    public static void HandOver()
    {
        if (t_current is { } current)
        {
            Queue(current._writes, 0);
            Queue(current._listeners, 0);
            current.Clear();
        }
    }

    /// <summary>The reader waits.</summary>
    public void End()
    {
        t_current = null;
        Queue(_listeners, 1);
        foreach (var write in _writes)
        {
            write.Execute();
        }

        var first = _listeners.Count > 0 ? _listeners[0] : null;
        Clear();
        t_idle = this;
        first?.Execute();
    }

    private static void Add(List<IThreadPoolWorkItem>? following, IThreadPoolWorkItem item)
    {
        if (following is not null)
        {
            following.Add(item);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    private static void Queue(List<IThreadPoolWorkItem> items, int start)
    {
        for (var i = start; i < items.Count; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(items[i], preferLocal: false);
        }
    }

    private void Clear()
    {
        _writes.Clear();
        _listeners.Clear();
    }
}
