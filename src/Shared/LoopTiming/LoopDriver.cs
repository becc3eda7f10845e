using Sockeye.EventLoops;

namespace Sockeye.Timing;

/// <summary>Drives a wheel with an event loop, while loops run.</summary>
internal sealed class LoopDriver : IWheelDriver
{
    private readonly LoopTimer _timer;
    private readonly IThreadPoolWorkItem _wheel;

    private LoopDriver(LoopTimer timer, IThreadPoolWorkItem wheel)
    {
        _timer = timer;
        _wheel = wheel;
    }

    /// <summary>Creates a driver for a wheel.</summary>
    /// <returns>The driver; <see langword="null"/> if no loop runs.</returns>
    public static LoopDriver? TryCreate(IThreadPoolWorkItem wheel) =>
        EventLoop.IsRunning && LoopTimer.TryCreate(wheel) is { } timer ? new LoopDriver(timer, wheel) : null;

    public void Set(TimeSpan due) => _timer.Set(due);

    public void Defer() => EventLoop.Defer(_wheel);

    public void Dispose() => _timer.Dispose();
}
