namespace Sockeye.EventLoops;

/// <summary>Looks whether an <see cref="EventLoop"/> is held up by a handler that blocks or takes long. Where nothing happens it sleeps.</summary>
internal static class EventLoopWatch
{
    // A handler is held to be stuck after two to three of these: a pause of the garbage collector is one at most.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    private static readonly Lock _gate = new();
    private static readonly AutoResetEvent _woken = new(initialState: false);
    private static EventLoop[] _loops = [];
    private static int _isAsleep;

    /// <summary>Watches a loop from now on.</summary>
    public static void Add(EventLoop loop)
    {
        lock (_gate)
        {
            if (_loops.Length == 0)
            {
                new Thread(Run) { IsBackground = true, Name = "Sockeye event loop watch" }.UnsafeStart();
            }

            Volatile.Write(ref _loops, [.. _loops, loop]);
        }
    }

    /// <summary>Something happens.</summary>
    public static void Wake()
    {
        if (Volatile.Read(ref _isAsleep) != 0 && Interlocked.Exchange(ref _isAsleep, 0) != 0)
        {
            _woken.Set();
        }
    }

    private static void Run()
    {
        long[] seen = [];
        int[] strikes = [];
        while (true)
        {
            EventLoop[] loops = Volatile.Read(ref _loops);
            Array.Resize(ref seen, loops.Length);
            Array.Resize(ref strikes, loops.Length);
            bool isActive = false;
            for (int i = 0; i < loops.Length; i++)
            {
                long turn = loops[i].Turn;
                bool isHeld = turn == seen[i] && turn % 2 != 0;
                isActive |= isHeld || turn != seen[i];
                strikes[i] = isHeld ? strikes[i] + 1 : 0;
                seen[i] = turn;
                if (strikes[i] == 2)
                {
                    loops[i].Rescue(turn);
                }
            }

            if (isActive)
            {
                _woken.WaitOne(Interval);
            }
            else
            {
                Sleep(loops, seen);
            }
        }
    }

    private static void Sleep(EventLoop[] loops, long[] seen)
    {
        Interlocked.Exchange(ref _isAsleep, 1);
        for (int i = 0; i < loops.Length; i++)
        {
            if (loops[i].Turn != seen[i])
            {
                // It did not know.
                Wake();
                break;
            }
        }

        _woken.WaitOne();
    }
}
