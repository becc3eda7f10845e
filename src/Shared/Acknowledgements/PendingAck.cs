using Sockeye.Timing;

namespace Sockeye.Sockets;

/// <summary>An event that was sent and waits for its answer. It is its own timer.</summary>
internal sealed class PendingAck(PendingAcks acks, long id) : WheelTimer
{
    private readonly TaskCompletionSource<EventArguments> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Id => id;

    public Task<EventArguments> Task => _answer.Task;

    public void Answer(EventArguments arguments) => _answer.TrySetResult(arguments);

    public void Fail(Exception exception)
    {
        _answer.TrySetException(exception);

        // Reading the exception marks it as observed, even if no caller waits any more because sending has failed.
        _ = _answer.Task.Exception;
    }

    public void Cancel(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);

    protected override void OnElapsed()
    {
        if (acks.TryRemove(id, out _))
        {
            Fail(new TimeoutException(AckTimeout.Message));
        }
    }
}
