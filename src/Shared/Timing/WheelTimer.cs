namespace Sockeye.Timing;

/// <summary>
/// A time-out on a <see cref="TimerWheel"/>. Derive from it, so that the object that waits is its own timer, and arming it allocates
/// nothing.
/// </summary>
internal abstract class WheelTimer
{
    // Fields of the wheel, guarded by its lock.
    internal WheelTimer? NextInSlot;
    internal WheelTimer? PreviousInSlot;
    internal int Slot = -1;
    internal long Due;

    /// <summary>
    /// Called once when the time is up, on a thread of the pool or of an event loop, outside all locks of the wheel. It should not block.
    /// </summary>
    protected abstract void OnElapsed();

    internal void Elapse() => OnElapsed();
}
