using Sockeye.EventLoops;

namespace Sockeye.Connections;

/// <summary>
/// The reader of a connection while it waits for space in the <see cref="Backlog"/>. It continues on an event loop, like reading, and
/// not inside the call that makes space.
/// </summary>
internal sealed class WaitingReader : TaskCompletionSource, IThreadPoolWorkItem
{
    public void GoOn() => EventLoop.Defer(this);

    void IThreadPoolWorkItem.Execute() => TrySetResult();
}
