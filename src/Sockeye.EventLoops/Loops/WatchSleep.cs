namespace Sockeye.EventLoops;

/// <summary>Lets one thread sleep until others have something for it, at almost no cost for them while it is awake.</summary>
/// <remarks>
/// A thread that has something publishes it, fences, and looks whether the other one sleeps. The thread that wants to sleep says so,
/// fences, and looks once more for something. Both fences are full, so at least one of the two sees what the other has written: the thread
/// never sleeps while there is something to see.
/// </remarks>
#pragma warning disable CA1001 // The object of the watchdog lives as long as the process.
internal sealed class WatchSleep
#pragma warning restore CA1001
{
    private readonly AutoResetEvent _woken = new(initialState: false);
    private int _isAsleep;

    /// <summary>Ends the sleep. The caller has published what there is to see, with a full fence after it.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _isAsleep) != 0 && Interlocked.Exchange(ref _isAsleep, 0) != 0)
        {
            _woken.Set();
        }
    }

    /// <summary>Sleeps, unless there is already something to see.</summary>
    /// <param name="look">Whether there is something to see.</param>
    /// <param name="limit">The time after which the sleep ends in any case, in milliseconds.</param>
    /// <returns>Whether something other than the limit has ended it.</returns>
    public bool Sleep(Func<bool> look, int limit = Timeout.Infinite)
    {
        Interlocked.Exchange(ref _isAsleep, 1);
        if (look())
        {
            // The other threads did not know that this one is awake.
            Wake();
        }

        return _woken.WaitOne(limit);
    }

    /// <summary>Waits for a fixed time.</summary>
    public void Pause(TimeSpan time) => _woken.WaitOne(time);
}
