using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sockeye.Timing;

/// <summary>
/// Handles all time-outs of a server or client with one timer: heartbeats, upgrades, and time-outs of connecting and acknowledgements. Its
/// resolution is coarse (see <see cref="Resolution"/>). Arming and cancelling are O(1). It sleeps until the next timer is due, because
/// waking a thread fifty times a second would be most of the work of an idle server.
/// </summary>
/// <remarks>
/// Due timers are taken one at a time, and the next call of the wheel is ensured before the first of them is called. So a callback may run
/// a handler that blocks, and the others do not wait for it. With the system clock, something other than the thread pool may drive the
/// wheel (<see cref="IWheelDriver"/>): on a server, an event loop while loops run.
/// </remarks>
internal sealed partial class TimerWheel : IDisposable, IThreadPoolWorkItem
{
    // 2048 slots of 20 ms are one turn of 41 s. So timers of a usual heartbeat are looked at once, when they are due.
    private const int SlotCount = 2048;
    private const int SlotMask = SlotCount - 1;
    private const int ResolutionMilliseconds = 20;

    // After this many callbacks the driver does something else: a loop looks at its sockets.
    private const int MostAtOnce = 64;

    // The time until due timers are looked at again, if the thread that calls them is held up.
    private static readonly TimeSpan RestDelay = TimeSpan.FromMilliseconds(100);

    // A timer cannot be set to more than 49 days. A call that comes too early finds nothing due and sets the timer again.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly WheelTimer?[] _slots = new WheelTimer?[SlotCount];
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly long _ticksPerStep;
    private readonly Queue<WheelTimer> _due = new(); // not called yet
    private readonly Func<IThreadPoolWorkItem, IWheelDriver?>? _tryDrive;
    private IWheelDriver? _driver;
    private long _start; // the time stamp of step 0, set again whenever the wheel starts to turn
    private long _step; // the last step that has been handled
    private long _wake; // the step that the timer is set to
    private int _count;
    private bool _running;
    private bool _disposed;

    /// <summary>Creates a wheel on a clock.</summary>
    public TimerWheel(TimeProvider time)
        : this(time, NullLogger.Instance)
    {
    }

    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets the exceptions of callbacks.</param>
    /// <param name="tryDrive">
    /// Creates the driver of the wheel; <see langword="null"/> as long as there is none. In that case the thread pool drives it, and this
    /// is called again when the timer is set.
    /// </param>
    internal TimerWheel(TimeProvider time, ILogger logger, Func<IThreadPoolWorkItem, IWheelDriver?>? tryDrive = null)
    {
        _tryDrive = time == TimeProvider.System ? tryDrive : null;
        _time = time;
        _logger = logger;
        _ticksPerStep = time.TimestampFrequency * ResolutionMilliseconds / 1000;

        // The timer must not capture the execution context of the code that creates the server, because its callbacks belong to all
        // sessions.
        bool restore = !ExecutionContext.IsFlowSuppressed();
        if (restore)
        {
            ExecutionContext.SuppressFlow();
        }

        try
        {
            _timer = time.CreateTimer(static wheel => ((TimerWheel)wheel!).Turn(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (restore)
            {
                ExecutionContext.RestoreFlow();
            }
        }
    }

    /// <summary>The length of a tick. A timer fires at most one tick late, never early.</summary>
    public static TimeSpan Resolution { get; } = TimeSpan.FromMilliseconds(ResolutionMilliseconds);

    /// <summary>How many timers wait.</summary>
    public int Count => Volatile.Read(ref _count);

    internal bool IsTurning => Volatile.Read(ref _running);

    /// <summary>Arms the timer. If it is already armed, sets it again.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="delay">When it fires.</param>
    /// <param name="tolerance">How much later it may fire, so that many timers fire together.</param>
    public void Schedule(WheelTimer timer, TimeSpan delay, TimeSpan tolerance = default)
    {
        ArgumentNullException.ThrowIfNull(timer);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            if (timer.Slot >= 0)
            {
                Unlink(timer);
            }

            long now = _time.GetTimestamp();
            if (!_running)
            {
                _start = now;
                _step = 0;
                _wake = long.MaxValue;
                _running = true;
            }

            Link(timer, now - _start + ToTimestamp(delay), (long)(tolerance / Resolution));
            if (timer.Due < _wake)
            {
                WakeAt(timer.Due, now);
            }
        }
    }

    /// <summary>Disarms the timer.</summary>
    /// <returns>Whether it was armed; <see langword="false"/> if it has fired, is about to fire, or was never armed.</returns>
    public bool Cancel(WheelTimer timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        lock (_gate)
        {
            if (timer.Slot < 0)
            {
                return false;
            }

            // The timer stays set. Otherwise alternating calls of cancel and arm would set it each time.
            Unlink(timer);
            return true;
        }
    }

    /// <summary>A time span in ticks of the clock, at most a quarter of the range of the clock.</summary>
    internal long ToTimestamp(TimeSpan delay)
    {
        double timestamp = delay.TotalSeconds * _time.TimestampFrequency;
        return timestamp >= long.MaxValue / 4 ? long.MaxValue / 4 : (long)Math.Ceiling(timestamp);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _running = false;
        }

        _timer.Dispose();
        _driver?.Dispose();
    }

    /// <summary>Called by the driver of the wheel: time is up, or not all due timers have been called yet.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        WheelTimer? timer = TakeDue(isFirst: true, out bool isLast);
        if (!isLast)
        {
            _driver!.Defer();
        }

        for (int called = 0; timer is not null; timer = ++called < MostAtOnce ? TakeDue(isFirst: false, out _) : null)
        {
            Elapse(timer);
        }
    }

    private void Turn()
    {
        WheelTimer? timer = TakeDue(isFirst: true, out bool isLast);
        if (!isLast)
        {
            lock (_gate)
            {
                SetTimer(RestDelay);
            }
        }

        for (; timer is not null; timer = TakeDue(isFirst: false, out _))
        {
            Elapse(timer);
        }
    }

    private void Elapse(WheelTimer timer)
    {
        try
        {
            timer.Elapse();
        }
        catch (Exception exception)
        {
            Log.TimerFailed(_logger, exception);
        }
    }

    // If the wheel has a driver, timers that became due after the first was taken are left to it, because it is set to their time. The
    // caller of the first timer has queued nothing for the rest.
    private WheelTimer? TakeDue(bool isFirst, out bool isLast)
    {
        lock (_gate)
        {
            if (_due.Count == 0 && _running && (isFirst || _driver is null))
            {
                long now = _time.GetTimestamp();
                TakeDue((now - _start) / _ticksPerStep);
                if (_count > 0)
                {
                    WakeAt(NextStep(), now);
                }
                else
                {
                    _running = false;
                    SetTimer(LongestSleep);
                }
            }

            _due.TryDequeue(out WheelTimer? timer);
            isLast = _due.Count == 0;
            return timer;
        }
    }

    private void WakeAt(long step, long now)
    {
        _wake = step;
        long ticks = (step * _ticksPerStep) - (now - _start);

        // In whole milliseconds.
        double milliseconds = Math.Ceiling(ticks * 1000.0 / _time.TimestampFrequency);
        SetTimer(TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 1, LongestSleep.TotalMilliseconds)));
    }

    private void SetTimer(TimeSpan sleep)
    {
        if (_disposed)
        {
            return;
        }

        _driver ??= _tryDrive?.Invoke(this);
        if (_driver is not null)
        {
            _driver.Set(sleep);
        }
        else
        {
            _timer.Change(_due.Count > 0 && sleep > RestDelay ? RestDelay : sleep, Timeout.InfiniteTimeSpan);
        }
    }

    // The next slot that is not empty. Its timers may be due in a later turn.
    private long NextStep()
    {
        long step = _step + 1;
        while (_slots[step & SlotMask] is null)
        {
            step++;
        }

        return step;
    }

    // After a pause each slot is handled once, however many turns were missed.
    private void TakeDue(long now)
    {
        long steps = Math.Min(now - _step, SlotCount);
        for (long i = 1; i <= steps; i++)
        {
            WheelTimer? timer = _slots[(now - steps + i) & SlotMask];
            while (timer is not null)
            {
                WheelTimer? next = timer.NextInSlot;
                if (timer.Due <= now)
                {
                    Unlink(timer);
                    _due.Enqueue(timer);
                }

                timer = next;
            }
        }

        _step = Math.Max(_step, now);
    }

    private void Link(WheelTimer timer, long timestamp, long tolerance)
    {
        long due = Math.Max((timestamp + _ticksPerStep - 1) / _ticksPerStep, _step + 1);
        if (tolerance > 1)
        {
            due = (due + tolerance - 1) / tolerance * tolerance;
        }

        int slot = (int)(due & SlotMask);
        WheelTimer? head = _slots[slot];
        timer.Due = due;
        timer.Slot = slot;
        timer.PreviousInSlot = null;
        timer.NextInSlot = head;
        if (head is not null)
        {
            head.PreviousInSlot = timer;
        }

        _slots[slot] = timer;
        _count++;
    }

    private void Unlink(WheelTimer timer)
    {
        if (timer.PreviousInSlot is null)
        {
            _slots[timer.Slot] = timer.NextInSlot;
        }
        else
        {
            timer.PreviousInSlot.NextInSlot = timer.NextInSlot;
        }

        if (timer.NextInSlot is not null)
        {
            timer.NextInSlot.PreviousInSlot = timer.PreviousInSlot;
        }

        timer.NextInSlot = null;
        timer.PreviousInSlot = null;
        timer.Slot = -1;
        _count--;
    }

    private static partial class Log
    {
        [LoggerMessage(150, LogLevel.Error, "The callback of a time-out threw.", EventName = "TimerFailed")]
        public static partial void TimerFailed(ILogger logger, Exception exception);
    }
}
