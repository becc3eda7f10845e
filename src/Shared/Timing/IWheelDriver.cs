namespace Sockeye.Timing;

/// <summary>Drives a <see cref="TimerWheel"/> instead of a timer of the thread pool.</summary>
internal interface IWheelDriver : IDisposable
{
    /// <summary>Sets the time of the next call of the wheel, once. It may be called while the previous call still runs.</summary>
    void Set(TimeSpan due);

    /// <summary>Calls the wheel again soon.</summary>
    void Defer();
}
