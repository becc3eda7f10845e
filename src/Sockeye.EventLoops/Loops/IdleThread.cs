namespace Sockeye.EventLoops;

/// <summary>One of the <see cref="HandlerThreads"/> while it has nothing to do.</summary>
internal sealed class IdleThread : IDisposable
{
    private readonly AutoResetEvent _goesOn = new(initialState: false);
    private IThreadPoolWorkItem? _item;

    /// <summary>Ends the wait, with an item to run.</summary>
    public void GoOn(IThreadPoolWorkItem item)
    {
        // Before the event is set, because the thread reads the item after the event.
        _item = item;
        _goesOn.Set();
    }

    /// <returns>Whether there is an item.</returns>
    public bool TryWait(TimeSpan patience, out IThreadPoolWorkItem? item)
    {
        item = null;
        return _goesOn.WaitOne(patience) && (item = Interlocked.Exchange(ref _item, null)) is not null;
    }

    public void Dispose() => _goesOn.Dispose();
}
