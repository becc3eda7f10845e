using System.Threading.Tasks.Sources;

namespace Sockeye.EventLoops;

/// <summary>
/// Whether a socket can be read or written. A signal that comes while no code waits is kept. One waiter at a time, which may be woken
/// without cause.
/// </summary>
/// <remarks>
/// The waiter always continues in a separate turn: inside <see cref="Complete"/>, or deferred if the signal came first. It never continues
/// inside its own call, because a flood of data would keep the thread, and never on the thread pool, because all threads of the pool may be
/// blocked.
/// <para>
/// The state becomes <c>Awaited</c> only after it can be completed: the continuation is set before the state says so, because the thread
/// that changes that state completes it at once. Each step is an interlocked operation, and so a full fence: data is published before the
/// signal, and looked at after the signal has been taken. So it is either seen, or signalled once more.
/// </para>
/// </remarks>
internal sealed class Readiness(EventLoop loop) : IValueTaskSource, IThreadPoolWorkItem
{
    private const int Nothing = 0;
    private const int Signalled = 1;
    private const int Awaited = 2;

    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    /// <summary>Wakes the waiter, or keeps the signal for the next one.</summary>
    public void Signal()
    {
        if (TrySignal())
        {
            Complete();
        }
    }

    /// <summary>Signals like <see cref="Signal"/>, but the caller decides when the waiter continues.</summary>
    /// <returns>Whether there is a waiter. If so, <see cref="Complete"/> must be called, once.</returns>
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

    /// <summary>Continues with the waiter.</summary>
    public void Complete() => _core.SetResult(true);

    public ValueTask WaitAsync() => new(this, _core.Version);

    void IThreadPoolWorkItem.Execute() => Complete();

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _core.OnCompleted(continuation, state, token, flags);
        if (Interlocked.CompareExchange(ref _state, Awaited, Nothing) == Signalled)
        {
            // No other thread takes a signal.
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
