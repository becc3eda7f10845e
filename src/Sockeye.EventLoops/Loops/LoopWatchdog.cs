namespace Sockeye.EventLoops;

/// <summary>
/// Looks whether an <see cref="EventLoop"/> is held up by a handler that blocks, or by many that take long, and whether there are enough <see cref="HandlerThreads"/>. While nothing happens it sleeps.
/// </summary>
/// <remarks>It runs nothing of the application's, and waits for nobody.</remarks>
internal static class LoopWatchdog
{
    /// <summary>A turn of this length is long.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromMilliseconds(5);

    /// <summary>Its sleep. Who ends it has something that is to be watched, and has published it.</summary>
    public static readonly WatchSleep Asleep = new();

    // A handler is held to be stuck after two to three of these: a pause of the garbage collector is one at most.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    // More than are judged together.
    private const int MostMissed = 1000;

    private static readonly Lock _gate = new();
    private static LoopObserver[] _observers = [];
    private static bool _isRunning;

    /// <summary>Watches a loop from now on.</summary>
    /// <returns><see langword="false"/> if the system has no thread for it.</returns>
    public static bool TryAdd(EventLoop loop)
    {
        lock (_gate)
        {
            _isRunning = _isRunning || LoopThread.TryStart("Sockeye event loop watchdog", Run);
            if (_isRunning)
            {
                Volatile.Write(ref _observers, [.. _observers, new LoopObserver(loop)]);
            }

            return _isRunning;
        }
    }

    /// <summary>The loop did not start.</summary>
    public static void Remove(EventLoop loop)
    {
        lock (_gate)
        {
            Volatile.Write(ref _observers, [.. _observers.Where(observer => observer.Loop != loop)]);
        }
    }

    private static void Run()
    {
        while (true)
        {
            LoopObserver[] observers = Volatile.Read(ref _observers);
            if (!Look(observers))
            {
                long asleep = Environment.TickCount64;

                // A loop may have been added since, and its first turn would wake nobody.
                Asleep.Sleep(() => Look(Volatile.Read(ref _observers)));
                int missed = (int)Math.Min((Environment.TickCount64 - asleep) / (long)Interval.TotalMilliseconds, MostMissed);
                foreach (LoopObserver observer in observers)
                {
                    observer.Skip(missed);
                }

                continue;
            }

            Asleep.Pause(Long);
            foreach (LoopObserver observer in observers)
            {
                observer.LookAgain();
            }

            Asleep.Pause(Interval - Long);
        }
    }

    private static bool Look(LoopObserver[] observers)
    {
        long now = Environment.TickCount64;
        bool isActive = HandlerThreads.Look();
        foreach (LoopObserver observer in observers)
        {
            isActive |= observer.Look(now);
        }

        return isActive;
    }
}
