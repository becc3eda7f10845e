using Sockeye.EventLoops;

namespace Sockeye.Connections;

/// <summary>Who reads from a connection and waits until its <see cref="Backlog"/> has space: it goes on as reading does, on an event loop, and not within the call that makes space.</summary>
internal sealed class WaitingReader : TaskCompletionSource, IThreadPoolWorkItem
{
    public void GoOn() => EventLoop.Defer(this);

    void IThreadPoolWorkItem.Execute() => TrySetResult();
}
