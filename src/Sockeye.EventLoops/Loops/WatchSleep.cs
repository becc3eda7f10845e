namespace Sockeye.EventLoops;

/// <summary>Lets one thread sleep until others have something for it, at next to no cost for them while it is awake.</summary>
/// <remarks>
/// Who has something publishes it, fences, and looks whether the other sleeps. Who is to sleep says so, fences, and looks once more whether there is something. Both fences are full, so
/// at least one of the two sees what the other has written: nobody sleeps while there is something to see.
/// </remarks>
#pragma warning disable CA1001 // The watchdog's is there for as long as the process.
internal sealed class WatchSleep
#pragma warning restore CA1001
{
    private readonly AutoResetEvent _woken = new(initialState: false);
    private int _isAsleep;

    /// <summary>Ends the sleep. The caller has published what is to be seen, with a full fence after it.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _isAsleep) != 0 && Interlocked.Exchange(ref _isAsleep, 0) != 0)
        {
            _woken.Set();
        }
    }

    /// <summary>Sleeps, unless there is something to see already.</summary>
    /// <param name="look">Whether there is.</param>
    /// <param name="limit">Ends the sleep in any case.</param>
    /// <returns>Whether it was not the limit that ended it.</returns>
    public bool Sleep(Func<bool> look, int limit = Timeout.Infinite)
    {
        Interlocked.Exchange(ref _isAsleep, 1);
        if (look())
        {
            // It did not know.
            Wake();
        }

        return _woken.WaitOne(limit);
    }

    /// <summary>Waits for so long, whatever happens.</summary>
    public void Pause(TimeSpan time) => _woken.WaitOne(time);
}
