using System.Diagnostics;

namespace Sockeye.EventLoops;

/// <summary>
/// Threads for handlers that block or take long. They are no threads of the shared pool, which gives one more each half second if all of its threads are blocked. More are started, several at a
/// time, as soon as an item waits from one look of the watchdog to the next; those with nothing to do end after a while.
/// </summary>
internal static class HandlerThreads
{
    // Beyond it items go to the shared pool.
    private const int Most = 1000;

    private static readonly int _fewest = 2 * Environment.ProcessorCount;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private static readonly Lock _gate = new();

    // While items wait, no thread is idle.
    private static readonly Queue<IThreadPoolWorkItem> _items = new();

    // The one that became idle last goes on first, so that those that are not needed end.
    private static readonly List<IdleThread> _idle = [];
    private static int _threads;
    private static long _added;
    private static long _taken;
    private static long _longTicks;

    // Of the look before.
    private static long _addedBefore;
    private static long _takenBefore;
    private static TimeSpan _computedBefore;
    private static long _lookedAt;

    /// <summary>How many there are.</summary>
    public static int Count => Volatile.Read(ref _threads);

    /// <summary>The time that items took which took long, altogether.</summary>
    public static TimeSpan LongTime => Stopwatch.GetElapsedTime(0, Volatile.Read(ref _longTicks));

    /// <summary>Has one of the threads run the item.</summary>
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

        // Behind the item, because the watchdog says that it sleeps before it looks at the items for the last time. To leave the lock is a full fence.
        LoopWatchdog.Asleep.Wake();
    }

    /// <summary>A look of the watchdog's: starts more threads, if an item has waited since the look before.</summary>
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
                // If not a single one was taken, they block or compute; else there may be too few of them, unless the processors have no time for more.
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

        // The next look tries again, if there are items for other threads still. Without any thread nobody would come to them.
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
