using System.IO.Pipelines;
using Sockeye.Engine.Timing;

namespace Sockeye.Engine.Transports;

/// <summary>How long the body of a post may take, once it has to be waited for: as long as its limit, and no longer than the session lives.</summary>
internal sealed class PostDeadline(TimerWheel timers, PipeReader body) : WheelTimer
{
    // As engine.io from 6.6.13 on. The web server's minimum rate would end the session of a client that is in a tunnel for some seconds.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private bool _isOver;
    private bool _hasElapsed;

    public void Start() => timers.Schedule(this, Limit);

    /// <summary>Ends the reading now.</summary>
    public void Cut() => OnElapsed();

    /// <summary>The body is not read any more.</summary>
    /// <returns>Whether it was in time. If not, the reader may be cancelled still, and nothing else can be read from the connection.</returns>
    public bool TryEnd()
    {
        timers.Cancel(this);
        lock (this)
        {
            _isOver = true;
            return !_hasElapsed;
        }
    }

    // Under the lock, so that no later request of the connection is cancelled. The reader may go on in here, up to TryEnd.
    protected override void OnElapsed()
    {
        lock (this)
        {
            if (!_isOver)
            {
                _hasElapsed = true;
                body.CancelPendingRead();
            }
        }
    }
}
