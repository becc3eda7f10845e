using System.Threading.Tasks.Sources;

namespace Sockeye.EventLoops;

/// <summary>Whether a socket can be read, or written: what is told before anybody waits for it is kept. One waits at a time, and to be woken for nothing is always possible.</summary>
/// <remarks>
/// Who waits always goes on in a turn of its own: inside <see cref="Complete"/>, or deferred if it was told before it waited. It never goes on inside its own call, since then a flood would
/// keep the thread; and never on the thread pool, all of whose threads may be blocked.
/// <para>
/// It is <c>Awaited</c> only once it can be completed: the continuation is there before the state says so, because who changes that state completes at once. Each step is an interlocked operation,
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

    /// <summary>Tells who waits, or will.</summary>
    public void Signal()
    {
        if (TrySignal())
        {
            Complete();
        }
    }

    /// <summary>As <see cref="Signal"/>, but leaves to the caller when who waits goes on.</summary>
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

    /// <summary>Goes on with who waits.</summary>
    public void Complete() => _core.SetResult(true);

    public ValueTask WaitAsync() => new(this, _core.Version);

    void IThreadPoolWorkItem.Execute() => Complete();

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _core.OnCompleted(continuation, state, token, flags);
        if (Interlocked.CompareExchange(ref _state, Awaited, Nothing) == Signalled)
        {
            // Only who waits takes a signal back.
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
