namespace Sockeye.EventLoops;

/// <summary>Something with a descriptor that a loop watches.</summary>
internal interface ILoopEvents : IThreadPoolWorkItem
{
    /// <summary>Tells it from the others that had its descriptor before.</summary>
    uint Version { get; }

    /// <summary>Something happened to it.</summary>
    void OnEvents(uint events);

    /// <summary>The same, on one of the <see cref="HandlerThreads"/>.</summary>
    void PostEvents(uint events);
}
