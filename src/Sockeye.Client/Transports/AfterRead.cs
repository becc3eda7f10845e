namespace Sockeye.Client.Transports;

/// <summary>
/// What follows from one read, such as answers to write and listeners to call. The thread that has read does it as soon as the next read
/// waits, because waking another thread would cost more than everything else.
/// </summary>
/// <remarks>
/// The thread is then at the end of its stack: it holds no lock, and the connection reads on with another thread, however long listeners
/// take. Work that may call the application is done last, and only one piece of it; the other pieces go to the thread pool. If the next
/// read does not wait, all of it goes to the thread pool, because it is not known when the read will wait.
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

    /// <summary>Called when an asynchronous read has ended on a thread that has nothing else to do.</summary>
    /// <returns>
    /// An object whose <see cref="End"/> is called when the reader waits again; <see langword="null"/> if the thread is not one of the
    /// pool, or reads already.
    /// </returns>
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

    /// <summary>Passes the work so far to the thread pool, because there was more to read.</summary>
    public static void HandOver()
    {
        if (t_current is { } current)
        {
            Queue(current._writes, 0);
            Queue(current._listeners, 0);
            current.Clear();
        }
    }

    /// <summary>Does the work, because the reader waits.</summary>
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
