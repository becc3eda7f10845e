using System.Diagnostics;

namespace Sockeye.EventLoops;

/// <summary>
/// Threads for handlers that block or take long. They do not belong to the shared pool, which adds only one thread each half second if all
/// its threads are blocked. More threads are started, several at a time, as soon as an item waits from one look of the watchdog to the
/// next. Threads with nothing to do end after a while.
/// </summary>
internal static class HandlerThreads
{
    // Further items go to the shared pool.
    private const int Most = 1000;

    private static readonly int _fewest = 2 * Environment.ProcessorCount;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private static readonly Lock _gate = new();

    // While items wait, no thread is idle.
    private static readonly Queue<IThreadPoolWorkItem> _items = new();

    // The thread that became idle last is used first, so that threads that are not needed end.
    private static readonly List<IdleThread> _idle = [];
    private static int _threads;
    private static long _added;
    private static long _taken;
    private static long _longTicks;

    // At the previous look.
    private static long _addedBefore;
    private static long _takenBefore;
    private static TimeSpan _computedBefore;
    private static long _lookedAt;

    /// <summary>The number of threads.</summary>
    public static int Count => Volatile.Read(ref _threads);

    /// <summary>The total time of items that took long.</summary>
    public static TimeSpan LongTime => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _longTicks));

    /// <summary>Runs an item on one of the threads.</summary>
    public static void Queue(IThreadPoolWorkItem item)
    {
        IdleThread? idle = null;
        bool starts = false;
        lock (_gate)
        {
            if (_idle.Count > 0)
            {
                idle = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
                _taken++;
            }
            else if (_threads >= Most)
            {
                ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
                return;
            }
            else
            {
                _items.Enqueue(item);
                starts = _threads < _fewest;
                _threads += starts ? 1 : 0;
            }

            _added++;
        }

        idle?.GoOn(item);
        if (starts)
        {
            Start();
        }

        // After the item was added, because the watchdog says that it sleeps before it looks at the items for the last time. Leaving the
        // lock is a full fence.
        LoopWatchdog.Asleep.Wake();
    }

    /// <summary>A look of the watchdog. It starts more threads if an item has waited since the previous look.</summary>
    /// <returns>Whether items wait.</returns>
    public static bool Look()
    {
        int more = 0;
        bool waits;
        lock (_gate)
        {
            waits = _items.Count > 0;
            if (waits && _taken < _addedBefore)
            {
                // If not a single item was taken, all threads block or compute. Otherwise there may be too few threads, unless the
                // processors have no time for more.
                more = _taken == _takenBefore ? Math.Max(_fewest, _threads / 2) : IsComputing() ? 0 : Math.Max(2, _threads / 4);
                more = Math.Min(Math.Min(more, _items.Count), Most - _threads);
                _threads += more;
            }

            _addedBefore = _added;
            _takenBefore = _taken;
            if (waits)
            {
                _computedBefore = Environment.CpuUsage.TotalTime;
                _lookedAt = Stopwatch.GetTimestamp();
            }
        }

        for (int i = 0; i < more; i++)
        {
            Start();
        }

        return waits;
    }

    private static bool IsComputing()
    {
        TimeSpan computed = Environment.CpuUsage.TotalTime - _computedBefore;
        return computed > 0.8 * Environment.ProcessorCount * Stopwatch.GetElapsedTime(_lookedAt);
    }

    private static void Start()
    {
        if (LoopThread.TryStart("Sockeye handlers", Run))
        {
            return;
        }

        // The next look tries again, if items for other threads still wait. Without any thread, nothing would run them.
        lock (_gate)
        {
            _threads--;
            while (_threads == 0 && _items.TryDequeue(out IThreadPoolWorkItem? item))
            {
                _taken++;
                ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
            }
        }
    }

    private static void Run()
    {
        using var self = new IdleThread();
        var thread = new CleanThread();
        while (TryTake(self, out IThreadPoolWorkItem? item))
        {
            long start = Stopwatch.GetTimestamp();
            item!.Execute();
            if (Stopwatch.GetElapsedTime(start) >= LoopWatchdog.Long)
            {
                Interlocked.Add(ref _longTicks, Stopwatch.GetTimestamp() - start);
            }

            thread.Clean();
        }
    }

    private static bool TryTake(IdleThread self, out IThreadPoolWorkItem? item)
    {
        lock (_gate)
        {
            if (_items.TryDequeue(out item))
            {
                _taken++;
                return true;
            }

            _idle.Add(self);
        }

        if (self.TryWait(_patience, out item))
        {
            return true;
        }

        lock (_gate)
        {
            if (_idle.Remove(self))
            {
                _threads--;
                return false;
            }
        }

        // Another thread has taken it off the list, and has an item for it.
        return self.TryWait(Timeout.InfiniteTimeSpan, out item);
    }
}
