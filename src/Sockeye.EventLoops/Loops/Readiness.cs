using System.Threading.Tasks.Sources;

namespace Sockeye.EventLoops;

/// <summary>Whether a socket can be read, or written: what is told before anybody waits for it is kept. One waits at a time.</summary>
/// <remarks>Who waits goes on inside <see cref="Signal"/>. To be woken for nothing is always possible.</remarks>
internal sealed class Readiness : IValueTaskSource
{
    private const int Nothing = 0;
    private const int Signalled = 1;
    private const int Awaited = 2;

    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    public void Signal()
    {
        int seen = Volatile.Read(ref _state);
        while (seen != Signalled)
        {
            int was = Interlocked.CompareExchange(ref _state, seen == Awaited ? Nothing : Signalled, seen);
            if (was == seen)
            {
                if (seen == Awaited)
                {
                    _core.SetResult(true);
                }

                return;
            }

            seen = was;
        }
    }

    public ValueTask WaitAsync()
    {
        short version = _core.Version;
        if (Interlocked.CompareExchange(ref _state, Awaited, Nothing) == Nothing)
        {
            return new ValueTask(this, version);
        }

        Volatile.Write(ref _state, Nothing);
        return default;
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        _core.Reset();
    }
}
