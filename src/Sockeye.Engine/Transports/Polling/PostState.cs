namespace Sockeye.Engine.Transports.Polling;

/// <summary>
/// The post of a session: none, or one whose body is read and then handled. A mutable value, guarded by the gate of the session.
/// </summary>
internal struct PostState
{
    private bool _isRunning;
    private TaskCompletionSource? _end;

    /// <summary>How long the body of the post may take; <see langword="null"/> if it arrived at once.</summary>
    public PostDeadline? Deadline { get; private set; }

    /// <summary>Begins a post.</summary>
    /// <returns>Whether no other post runs.</returns>
    public bool TryBegin()
    {
        bool isFirst = !_isRunning;
        _isRunning = true;
        return isFirst;
    }

    /// <summary>Sets the deadline for the rest of the body.</summary>
    public void WaitForBody(PostDeadline deadline) => Deadline = deadline;

    /// <summary>Called when the body has arrived, or is no longer read.</summary>
    public void BodyEnded() => Deadline = null;

    /// <summary>Completes at the end of the running post; <see langword="null"/> if there is none.</summary>
    public Task? WhenEnded() =>
        _isRunning ? (_end ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : null;

    /// <summary>Called when the post has been handled or given up. Callers that wait for it continue on other threads.</summary>
    public void End()
    {
        _isRunning = false;
        Deadline = null;
        _end?.TrySetResult();
        _end = null;
    }
}
