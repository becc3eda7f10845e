using Sockeye.Protocol.SocketIO;

namespace Sockeye.Client.Sockets;

/// <summary>An event with retries. It is sent until it is acknowledged, or until all retries have failed.</summary>
internal sealed class RetriedEvent(EventArguments arguments, EmitFlags flags)
{
    // The object, its task and its timer.
    private const int Overhead = 256;

    private readonly TaskCompletionSource<EventArguments> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The name and the arguments.</summary>
    public EventArguments Arguments => arguments;

    public EmitFlags Flags => flags;

    /// <summary>How many bytes it holds while it waits.</summary>
    public long Size { get; } = Overhead + EventSize.Of(arguments);

    /// <summary>The place of the event in the queue.</summary>
    public LinkedListNode<RetriedEvent>? Place { get; set; }

    /// <summary>How many times it was sent.</summary>
    public int Tries { get; set; }

    /// <summary>The acknowledgement that the last attempt waits for; -1 if there is no attempt or it has failed.</summary>
    public long AckId { get; set; } = Packet.NoId;

    public Task<EventArguments> Answer => _answer.Task;

    public void Complete(EventArguments answer) => _answer.TrySetResult(answer);

    public void Fail(Exception exception)
    {
        // If no caller awaits it, the exception is observed here.
        if (_answer.TrySetException(exception))
        {
            _ = _answer.Task.Exception;
        }
    }

    public void Cancel(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);
}
