namespace Sockeye.Client.Sockets;

/// <summary>One call that waits until its socket is connected.</summary>
internal sealed class ConnectWaiter
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _done.Task;

    /// <summary>Why the last attempt failed, if the client goes on trying.</summary>
    public ConnectException? LastFailure { get; set; }

    public void Connected() => _done.TrySetResult();

    public void Fail(ConnectException exception)
    {
        // The call may have given up this moment: then the failure is seen here.
        if (_done.TrySetException(exception))
        {
            _ = _done.Task.Exception;
        }
    }
}
