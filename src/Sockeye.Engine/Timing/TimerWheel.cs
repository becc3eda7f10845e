namespace Sockeye.Engine.Timing;

/// <summary>
/// Serves all time-outs of a server with one timer: heartbeats, upgrades, connect and acknowledgement time-outs. Its
/// resolution is coarse (see <see cref="Resolution"/>), arming and cancelling are O(1), and it stops ticking while nothing waits.
/// </summary>
public sealed class TimerWheel : IDisposable
{
    /// <summary>Makes a wheel on the given clock.</summary>
    public TimerWheel(TimeProvider time) => throw new NotImplementedException();

    /// <summary>The length of a tick. A timer fires at most one tick late, never early.</summary>
    public static TimeSpan Resolution => throw new NotImplementedException();

    /// <summary>How many timers wait.</summary>
    public int Count => throw new NotImplementedException();

    /// <summary>Arms the timer, or arms it anew where it waits already.</summary>
    public void Schedule(WheelTimer timer, TimeSpan delay) => throw new NotImplementedException();

    /// <summary>Disarms the timer.</summary>
    /// <returns>Whether it waited; <see langword="false"/> where it had fired, is about to, or was never armed.</returns>
    public bool Cancel(WheelTimer timer) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
