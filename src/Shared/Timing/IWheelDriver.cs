namespace Sockeye.Timing;

/// <summary>What drives a <see cref="TimerWheel"/> in the place of a timer of the thread pool.</summary>
internal interface IWheelDriver : IDisposable
{
    /// <summary>Sets when the wheel is called next, once. It may be called while the call before still goes on.</summary>
    void Set(TimeSpan due);

    /// <summary>Calls the wheel again soon.</summary>
    void Defer();
}
