using Sockeye.EventLoops;

namespace Sockeye.Redis.Connections;

/// <summary>Goes on in the turn of the event loop that something came by, or on the thread pool where no loop is near.</summary>
internal sealed class LoopContext : SynchronizationContext
{
    public static LoopContext Instance { get; } = new();

    public override void Post(SendOrPostCallback d, object? state) => EventLoop.Defer(new Continuation(d, state));

    private sealed class Continuation(SendOrPostCallback callback, object? state) : IThreadPoolWorkItem
    {
        public void Execute() => callback(state);
    }
}
