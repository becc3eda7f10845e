using Microsoft.Extensions.Time.Testing;

namespace Sockeye.Client.Tests.Support;

/// <summary>A clock that the test moves, and that knows which timers are armed.</summary>
internal sealed class TestClock : FakeTimeProvider
{
    // A wheel that has nothing to do sleeps as long.
    private static readonly TimeSpan Idle = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly HashSet<ClockTimer> _armed = [];
    private TimeSpan _skipped;

    /// <summary>When the armed timers are due, the next one first.</summary>
    public List<DateTimeOffset> Due
    {
        get
        {
            lock (_gate)
            {
                return [.. _armed.Select(static timer => timer.Due).Order()];
            }
        }
    }

    /// <summary>Waits until the client waits to try again.</summary>
    /// <param name="seconds">The longest wait.</param>
    public Task UntilItWaitsAsync(int seconds = 5) => Waiting.Until(() => Due is [var first, ..] && first - GetUtcNow() <= TimeSpan.FromSeconds(seconds));

    /// <summary>Time passes, and timers are late, as when the machine has slept.</summary>
    public void Skip(TimeSpan time) => _skipped += time;

    public override long GetTimestamp() => base.GetTimestamp() + (long)(_skipped.TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ClockTimer(this);
        timer.Start(base.CreateTimer(
            _ =>
            {
                timer.Note(Timeout.InfiniteTimeSpan);
                callback(state);
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ClockTimer(TestClock clock) : ITimer
    {
        private ITimer? _inner;

        public DateTimeOffset Due { get; private set; }

        public void Start(ITimer inner) => _inner = inner;

        public void Note(TimeSpan dueTime)
        {
            lock (clock._gate)
            {
                if (dueTime == Timeout.InfiniteTimeSpan || dueTime >= Idle)
                {
                    clock._armed.Remove(this);
                }
                else
                {
                    Due = clock.GetUtcNow() + dueTime;
                    clock._armed.Add(this);
                }
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            Note(dueTime);
            return _inner!.Change(dueTime, period);
        }

        public void Dispose()
        {
            Note(Timeout.InfiniteTimeSpan);
            _inner!.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
