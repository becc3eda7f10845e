using Sockeye.Client.Diagnostics;

namespace Sockeye.Client.Transports;

/// <summary>
/// A timer that is armed again and again. Its owner holds a lock around all calls and takes it in the callback, in which
/// <see cref="TryFire"/> says whether the time is really up.
/// </summary>
internal sealed class EngineTimer(TimeProvider time, Action fired)
{
    // The longest time that the timers of .NET can wait.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 2);

    private ITimer? _timer;
    private long _start;
    private TimeSpan _delay;
    private bool _isArmed;

    /// <summary>Whether the timer is armed.</summary>
    public bool IsArmed => _isArmed;

    /// <summary>Whether the time is up, even if the callback is late, for example after the machine was asleep.</summary>
    public bool IsOverdue => _isArmed && Left <= TimeSpan.Zero;

    /// <summary>The remaining time.</summary>
    public TimeSpan Left => _isArmed ? _delay - time.GetElapsedTime(_start) : TimeSpan.Zero;

    /// <summary>The time, limited to the longest one that a timer can wait.</summary>
    public static TimeSpan Limit(TimeSpan delay) => delay < Longest ? delay : Longest;

    public void Arm(TimeSpan delay)
    {
        _delay = Limit(delay);
        _start = time.GetTimestamp();
        SetArmed(true);
        if (_timer is null)
        {
            _timer = Create();
            return;
        }

        _timer.Change(_delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Call it in the callback: whether the timer has been neither armed again nor disarmed since. If so, it is disarmed.
    /// </summary>
    public bool TryFire()
    {
        if (!_isArmed)
        {
            return false;
        }

        if (Left is { Ticks: > 0 } left)
        {
            // The timer was armed again, or fired a little too early by rounding.
            _timer?.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            return false;
        }

        SetArmed(false);
        return true;
    }

    public void Dispose()
    {
        SetArmed(false);
        _timer?.Dispose();
        _timer = null;
    }

    // Without the execution context of the caller, which would live as long as the timer.
    private ITimer Create()
    {
        var isSuppressed = ExecutionContext.IsFlowSuppressed();
        var flow = isSuppressed ? default : ExecutionContext.SuppressFlow();
        try
        {
            return time.CreateTimer(static timer => ((EngineTimer)timer!).Fire(), this, _delay, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (!isSuppressed)
            {
                flow.Undo();
            }
        }
    }

    private void Fire() => fired();

    private void SetArmed(bool isArmed)
    {
        if (isArmed != _isArmed)
        {
            _isArmed = isArmed;
            ClientMetrics.Timers(isArmed ? 1 : -1);
        }
    }
}
