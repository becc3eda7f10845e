namespace Sockeye.EventLoops;

/// <summary>
/// Checks whether an <see cref="EventLoop"/> is held up, by a handler that blocks or by many that take long, and whether there are enough
/// <see cref="HandlerThreads"/>. While nothing happens it sleeps.
/// </summary>
/// <remarks>It runs no code of the application, and waits for nothing else.</remarks>
internal static class LoopWatchdog
{
    /// <summary>The length from which a turn counts as long.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromMilliseconds(5);

    /// <summary>The sleep of the watchdog. A thread that ends it has something to watch, and has published it before.</summary>
    public static readonly WatchSleep Asleep = new();

    // A handler counts as stuck after two to three of these. A pause of the garbage collector is at most one.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    // More than the number of looks that are judged together.
    private const int MostMissed = 1000;

    private static readonly Lock _gate = new();
    private static LoopObserver[] _observers = [];
    private static bool _isRunning;

    /// <summary>Watches a loop from now on.</summary>
    /// <returns><see langword="false"/> if the system provides no thread for it.</returns>
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

    /// <summary>Called when the loop did not start.</summary>
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

                // A loop may have been added since, and its first turn would not wake the watchdog.
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
