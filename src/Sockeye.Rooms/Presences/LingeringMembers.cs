using Sockeye.Timing;

namespace Sockeye.Presences;

/// <summary>
/// Members whose last connection broke, until they count as gone. All wait for the same time, so one timer for the first in the queue is
/// enough. A namespace that is removed when it is empty stays while a member waits.
/// </summary>
internal sealed class LingeringMembers(Namespace ns, TimeSpan period, Action<IReadOnlyList<(string Room, string Id)>, long> expire)
{
    // A member that comes and goes all the time waits once for each time.
    private const int MaxWaiting = 1_000_000;

    private readonly TimeProvider _time = ns.Server.Time;
    private readonly Queue<(long Deadline, string Room, string Id)> _waiting = new();
    private readonly Lock _gate = new();
    private Timer? _timer;
    private IDisposable? _hold;
    private bool _isClosed;

    /// <summary>Adds a member that has no connection any more.</summary>
    /// <returns>
    /// The time, by the clock of the server, until which it still counts as present; <see langword="null"/> if it is gone at once.
    /// </returns>
    public long? TryAdd(string room, string id)
    {
        if (period <= TimeSpan.Zero)
        {
            return null;
        }

        lock (_gate)
        {
            if (_isClosed || _waiting.Count >= MaxWaiting || (_hold ??= ns.TryHold()) is null)
            {
                return null;
            }

            var deadline = _time.GetTimestamp() + (long)(period.TotalSeconds * _time.TimestampFrequency);
            _waiting.Enqueue((deadline, room, id));
            if (_timer is null)
            {
                _timer = new Timer(this);
                Schedule();
            }

            return deadline;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _waiting.Clear();
            if (_timer is not null)
            {
                ns.Server.Timers.Cancel(_timer);
            }
        }
    }

    private void OnElapsed()
    {
        var now = _time.GetTimestamp();
        var expired = new List<(string, string)>();
        IDisposable? hold = null;
        lock (_gate)
        {
            while (_waiting.TryPeek(out var first) && first.Deadline <= now)
            {
                expired.Add((first.Room, first.Id));
                _waiting.Dequeue();
            }

            if (_waiting.Count == 0)
            {
                _timer = null;
                (hold, _hold) = (_hold, null);
            }
            else
            {
                Schedule();
            }
        }

        if (expired.Count > 0)
        {
            expire(expired, now);
        }

        hold?.Dispose();
    }

    private void Schedule()
    {
        var delay = _time.GetElapsedTime(_time.GetTimestamp(), _waiting.Peek().Deadline);
        ns.Server.Timers.Schedule(_timer!, delay > TimerWheel.Resolution ? delay : TimerWheel.Resolution);
    }

    private sealed class Timer(LingeringMembers members) : WheelTimer
    {
        protected override void OnElapsed() => members.OnElapsed();
    }
}
