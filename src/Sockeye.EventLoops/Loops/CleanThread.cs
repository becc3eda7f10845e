namespace Sockeye.EventLoops;

/// <summary>
/// The contexts of a thread as they were when it started, as the thread pool has it for each of its items: what one handler leaves in an <see cref="AsyncLocal{T}"/>, such as who is logged in, is
/// not for the next.
/// </summary>
internal readonly struct CleanThread
{
    private readonly ExecutionContext? _start = ExecutionContext.Capture();

    /// <summary>Of a thread that has not run anything yet.</summary>
    public CleanThread()
    {
    }

    /// <summary>Before the next one runs.</summary>
    public void Clean()
    {
        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        ExecutionContext.Restore(_start!);
    }
}
