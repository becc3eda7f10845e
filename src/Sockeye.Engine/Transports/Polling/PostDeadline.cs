using System.IO.Pipelines;
using Sockeye.Engine.Sessions;
using Sockeye.Timing;

namespace Sockeye.Engine.Transports.Polling;

/// <summary>How long the body of a post may take, once it has to be waited for: as long as its limit, and no longer than the session lives.</summary>
internal sealed class PostDeadline(EngineSession session, TimerWheel timers, PipeReader body) : WheelTimer
{
    private const int Running = 0;
    private const int Elapsed = 1;
    private const int Over = 2;

    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _phase;

    public void Start(TimeSpan limit) => timers.Schedule(this, limit);

    /// <summary>Ends the reading now.</summary>
    public void Cut() => OnElapsed();

    /// <summary>The body is not read any more.</summary>
    /// <returns>Whether it was in time. If not, nothing else can be read from the connection.</returns>
    public async ValueTask<bool> EndAsync()
    {
        timers.Cancel(this);
        if (Interlocked.CompareExchange(ref _phase, Over, Running) == Running)
        {
            return true;
        }

        // The reading goes on within the call that cancels it. Only behind that call nothing of it can reach the next request of the connection; and what follows is the application's, which
        // must not run on the thread of the timers.
        await _cut.Task;
        return false;
    }

    // No lock is held: the body may be a stream of the application's.
    protected override void OnElapsed()
    {
        if (Interlocked.CompareExchange(ref _phase, Elapsed, Running) != Running)
        {
            return;
        }

        try
        {
            body.CancelPendingRead();
        }
        catch (Exception exception)
        {
            // A fault of that stream: it must not keep the session from its end.
            session.TransportFailed(exception);
        }
        finally
        {
            _cut.TrySetResult();
        }
    }
}
