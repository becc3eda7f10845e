namespace Sockeye.EventLoops;

/// <summary>An object with a descriptor that a loop watches.</summary>
internal interface ILoopEvents : IThreadPoolWorkItem
{
    /// <summary>Distinguishes it from earlier owners of its descriptor.</summary>
    uint Version { get; }

    /// <summary>Called for its events.</summary>
    void OnEvents(uint events);

    /// <summary>Handles its events on one of the <see cref="HandlerThreads"/>.</summary>
    void PostEvents(uint events);
}
