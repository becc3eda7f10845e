using System.IO.Pipelines;
using Sockeye.Engine.Sessions;
using Sockeye.Timing;

namespace Sockeye.Engine.Transports.Polling;

/// <summary>
/// How long the body of a post may take if it does not arrive at once: at most its limit, and at most as long as the session lives.
/// </summary>
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

    /// <summary>Called when the body is no longer read.</summary>
    /// <returns>Whether it was in time. If not, nothing else can be read from the connection.</returns>
    public async ValueTask<bool> EndAsync()
    {
        timers.Cancel(this);
        if (Interlocked.CompareExchange(ref _phase, Over, Running) == Running)
        {
            return true;
        }

        // The reader continues inside the call that cancels it. Only after that call can none of it affect the next request of the
        // connection. And what follows is code of the application, which must not run on the thread of the timers.
        await _cut.Task;
        return false;
    }

    // No lock is held, because the body may be a stream of the application.
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
            // A failure of that stream, which must not keep the session from ending.
            session.TransportFailed(exception);
        }
        finally
        {
            _cut.TrySetResult();
        }
    }
}
