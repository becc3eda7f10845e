using Sockeye.EventLoops;

namespace Sockeye.Redis.Connections;

/// <summary>Continues in a turn of an event loop, or on the thread pool if no loop runs.</summary>
internal sealed class LoopContext : SynchronizationContext
{
    public static LoopContext Instance { get; } = new();

    public override void Post(SendOrPostCallback d, object? state) => EventLoop.Defer(new Continuation(d, state));

    private sealed class Continuation(SendOrPostCallback callback, object? state) : IThreadPoolWorkItem
    {
        public void Execute() => callback(state);
    }
}
