using System.Threading.Tasks.Sources;

namespace Sockeye.EventLoops;

/// <summary>Whether a socket can be read, or written: a signal that comes before anybody waits is kept. One waits at a time, and may always be woken for nothing.</summary>
/// <remarks>
/// The one that waits always goes on in a turn of its own: inside <see cref="Complete"/>, or deferred if the signal came first. It never goes on inside its own call, since then a flood would
/// keep the thread; and never on the thread pool, all of whose threads may be blocked.
/// <para>
/// It is <c>Awaited</c> only once it can be completed: the continuation is there before the state says so, because the one that changes that state completes at once. Each step is an interlocked operation,
/// so a full fence: what is to be seen is published before it is signalled, and looked at after the signal has been taken. So it is seen, or signalled once more.
/// </para>
/// </remarks>
internal sealed class Readiness(EventLoop loop) : IValueTaskSource, IThreadPoolWorkItem
{
    private const int Nothing = 0;
    private const int Signalled = 1;
    private const int Awaited = 2;

    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    /// <summary>Wakes the one that waits, or keeps the signal for the next that does.</summary>
    public void Signal()
    {
        if (TrySignal())
        {
            Complete();
        }
    }

    /// <summary>As <see cref="Signal"/>, but the caller decides when the one that waits goes on.</summary>
    /// <returns>Whether somebody waits: then <see cref="Complete"/> must be called, once.</returns>
    public bool TrySignal()
    {
        int seen = Awaited;
        while (seen != Signalled)
        {
            int was = Interlocked.CompareExchange(ref _state, seen == Awaited ? Nothing : Signalled, seen);
            if (was == seen)
            {
                return seen == Awaited;
            }

            seen = was;
        }

        return false;
    }

    /// <summary>Goes on with the one that waits.</summary>
    public void Complete() => _core.SetResult(true);

    public ValueTask WaitAsync() => new(this, _core.Version);

    void IThreadPoolWorkItem.Execute() => Complete();

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _core.OnCompleted(continuation, state, token, flags);
        if (Interlocked.CompareExchange(ref _state, Awaited, Nothing) == Signalled)
        {
            // Nobody else takes a signal.
            Interlocked.Exchange(ref _state, Nothing);
            loop.Enqueue(this);
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        _core.Reset();
    }
}
