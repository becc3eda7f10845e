using Sockeye.Timing;

namespace Sockeye.Telling;

/// <summary>
/// Decides when the news of many sources are told: at once if those of a source were not told lately, and otherwise together at the end of the window. Used under a lock of the owner.
/// </summary>
/// <remarks>
/// A source that is awaited is in the queue of the owner or waits here, once. The owner clears <see cref="NewsSource.IsAwaited"/> before it takes the news: what comes later is awaited again.
/// </remarks>
/// <param name="server">The server.</param>
/// <param name="length">The length of the window.</param>
/// <param name="gate">The lock of the owner.</param>
/// <param name="enqueue">Called under the lock: the news of a source are to be told.</param>
/// <param name="tell">Called without the lock: tells what was queued when the window ended.</param>
internal sealed class NewsWindow<T>(SocketIOServer server, TimeSpan length, Lock gate, Action<T> enqueue, Action tell) : WheelTimer
    where T : NewsSource
{
    private readonly TimeSpan _delay = length > TimerWheel.Resolution ? length : TimerWheel.Resolution;
    private readonly List<T> _waiting = [];
    private bool _isScheduled;
    private bool _isClosed;

    /// <summary>A source has news. Called under the lock; telling what is queued has to follow without it.</summary>
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

    /// <summary>The source is told of at the end of the window, whether or not it has news by then. Called under the lock.</summary>
    public void Keep(T source)
    {
        source.IsAwaited = true;
        _waiting.Add(source);
        Schedule();
    }

    /// <summary>Nothing more is told. Called under the lock.</summary>
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

            // One time for all, and each is looked at once: one that became due between two looks would be taken out and not told.
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
