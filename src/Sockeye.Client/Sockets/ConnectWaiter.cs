namespace Sockeye.Client.Sockets;

/// <summary>A call that waits until its socket is connected.</summary>
internal sealed class ConnectWaiter
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _done.Task;

    /// <summary>Why the last attempt failed, if the client continues to try.</summary>
    public ConnectException? LastFailure { get; set; }

    public void Connected() => _done.TrySetResult();

    public void Fail(ConnectException exception)
    {
        // The call may have given up at this moment. Then the exception is observed here.
        if (_done.TrySetException(exception))
        {
            _ = _done.Task.Exception;
        }
    }
}
