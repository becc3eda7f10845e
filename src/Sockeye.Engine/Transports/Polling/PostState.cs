namespace Sockeye.Engine.Transports.Polling;

/// <summary>The post of a session: none, or one, whose body is read and then worked off. A mutable value, under the session's gate.</summary>
internal struct PostState
{
    private bool _isRunning;
    private TaskCompletionSource? _end;

    /// <summary>How long the body of the post may take; there is none if it does not have to be waited for.</summary>
    public PostDeadline? Deadline { get; private set; }

    /// <summary>Begins a post.</summary>
    /// <returns>Whether no other one runs.</returns>
    public bool TryBegin()
    {
        bool isFirst = !_isRunning;
        _isRunning = true;
        return isFirst;
    }

    /// <summary>The rest of the body has to be waited for.</summary>
    public void WaitForBody(PostDeadline deadline) => Deadline = deadline;

    /// <summary>The body has come, or is not read any more.</summary>
    public void BodyEnded() => Deadline = null;

    /// <summary>The end of the post that runs, if one does.</summary>
    public Task? WhenEnded() =>
        _isRunning ? (_end ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : null;

    /// <summary>The post has been worked off, or given up. Those that wait for it go on on other threads.</summary>
    public void End()
    {
        _isRunning = false;
        Deadline = null;
        _end?.TrySetResult();
        _end = null;
    }
}
