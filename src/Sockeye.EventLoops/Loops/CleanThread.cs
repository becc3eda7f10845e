namespace Sockeye.EventLoops;

/// <summary>
/// The contexts of a thread as they were when it started. The thread pool restores them for each of its items, and so do the loops: a value
/// that one handler leaves in an <see cref="AsyncLocal{T}"/>, such as the signed-in user, must not reach the next.
/// </summary>
internal readonly struct CleanThread
{
    private readonly ExecutionContext? _start = ExecutionContext.Capture();

    /// <summary>Captures the contexts of a thread that has not run any code yet.</summary>
    public CleanThread()
    {
    }

    /// <summary>Restores the contexts before the next handler runs.</summary>
    public void Clean()
    {
        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        ExecutionContext.Restore(_start!);
    }
}
