using Sockeye.Timing;

namespace Sockeye.Telling;

/// <summary>
/// Decides when the news of many sources are reported: at once if there was no report for a source recently, and otherwise together at the
/// end of the window. Used under a lock of the owner.
/// </summary>
/// <remarks>
/// A source with a planned report is either in the queue of the owner or waits here, once. The owner clears
/// <see cref="NewsSource.IsAwaited"/> before it takes the news, so later news plan another report.
/// </remarks>
/// <param name="server">The server.</param>
/// <param name="length">The length of the window.</param>
/// <param name="gate">The lock of the owner.</param>
/// <param name="enqueue">Called under the lock for a source whose news have to be reported.</param>
/// <param name="tell">Called without the lock, to report what was queued when the window ended.</param>
internal sealed class NewsWindow<T>(SocketIOServer server, TimeSpan length, Lock gate, Action<T> enqueue, Action tell) : WheelTimer
    where T : NewsSource
{
    private readonly TimeSpan _delay = length > TimerWheel.Resolution ? length : TimerWheel.Resolution;
    private readonly List<T> _waiting = [];
    private bool _isScheduled;
    private bool _isClosed;

    /// <summary>Notes that a source has news. Called under the lock; after it, the caller reports the queue without the lock.</summary>
    public void Note(T source)
    {
        if (source.IsAwaited || _isClosed)
        {
            return;
        }

        if (IsDue(source, server.Time.GetTimestamp()))
        {
            source.IsAwaited = true;
            enqueue(source);
        }
        else
        {
            Keep(source);
        }
    }

    /// <summary>Plans a report of the source at the end of the window, even if it has no news by then. Called under the lock.</summary>
    public void Keep(T source)
    {
        source.IsAwaited = true;
        _waiting.Add(source);
        Schedule();
    }

    /// <summary>Ends all reports. Called under the lock.</summary>
    public void Close()
    {
        _isClosed = true;
        _waiting.Clear();
        server.Timers.Cancel(this);
    }

    protected override void OnElapsed()
    {
        lock (gate)
        {
            _isScheduled = false;
            if (_isClosed)
            {
                return;
            }

            // One time for all, so that each is looked at once. A source that became due between two looks would be removed without a
            // report.
            var now = server.Time.GetTimestamp();
            _waiting.RemoveAll(source =>
            {
                var isDue = IsDue(source, now);
                if (isDue)
                {
                    enqueue(source);
                }

                return isDue;
            });
            if (_waiting.Count > 0)
            {
                Schedule();
            }
        }

        tell();
    }

    private bool IsDue(T source, long now) => source.LastTold == long.MinValue || server.Time.GetElapsedTime(source.LastTold, now) >= length;

    private void Schedule()
    {
        if (!_isScheduled)
        {
            _isScheduled = true;
            server.Timers.Schedule(this, _delay);
        }
    }
}
