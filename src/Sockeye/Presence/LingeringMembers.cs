using Sockeye.Engine.Timing;

namespace Sockeye.Presences;

/// <summary>Members whose last connection broke, until they are taken for gone. All wait equally long, so that one timer for the first in the row is enough.</summary>
internal sealed class LingeringMembers(TimerWheel timers, TimeProvider time, Action<IReadOnlyList<(string Room, string Id)>, long> expire)
{
    private readonly Queue<(long Deadline, string Room, string Id)> _waiting = new();
    private readonly Lock _gate = new();
    private Timer? _timer;

    public long DeadlineIn(TimeSpan period) => time.GetTimestamp() + (long)(period.TotalSeconds * time.TimestampFrequency);

    public void Add(long deadline, string room, string id)
    {
        lock (_gate)
        {
            _waiting.Enqueue((deadline, room, id));
            if (_timer is null)
            {
                _timer = new Timer(this);
                Schedule();
            }
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _waiting.Clear();
            if (_timer is not null)
            {
                timers.Cancel(_timer);
            }
        }
    }

    private void OnElapsed()
    {
        var now = time.GetTimestamp();
        var expired = new List<(string, string)>();
        lock (_gate)
        {
            while (_waiting.TryPeek(out var first) && first.Deadline <= now)
            {
                expired.Add((first.Room, first.Id));
                _waiting.Dequeue();
            }

            if (_waiting.Count > 0)
            {
                Schedule();
            }
            else
            {
                _timer = null;
            }
        }

        if (expired.Count > 0)
        {
            expire(expired, now);
        }
    }

    private void Schedule()
    {
        var delay = time.GetElapsedTime(time.GetTimestamp(), _waiting.Peek().Deadline);
        timers.Schedule(_timer!, delay > TimerWheel.Resolution ? delay : TimerWheel.Resolution);
    }

    private sealed class Timer(LingeringMembers members) : WheelTimer
    {
        protected override void OnElapsed() => members.OnElapsed();
    }
}
