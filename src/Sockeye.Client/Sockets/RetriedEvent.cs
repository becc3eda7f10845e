using Sockeye.Protocol.SocketIO;

namespace Sockeye.Client.Sockets;

/// <summary>An event that is sent until it is acknowledged, or until it was sent so often in vain.</summary>
internal sealed class RetriedEvent(EventArguments arguments, EmitFlags flags)
{
    // Itself, its task and what it waits by.
    private const int Overhead = 256;

    private readonly TaskCompletionSource<EventArguments> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The name and the arguments.</summary>
    public EventArguments Arguments => arguments;

    public EmitFlags Flags => flags;

    /// <summary>What it holds while it waits, in bytes.</summary>
    public long Size { get; } = Overhead + EventSize.Of(arguments);

    /// <summary>Its place in the queue.</summary>
    public LinkedListNode<RetriedEvent>? Place { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Tries { get; set; }

    /// <summary>The acknowledgement that the last try waits for, or -1 if it was not sent or the try has failed.</summary>
    public long AckId { get; set; } = Packet.NoId;

    public Task<EventArguments> Answer => _answer.Task;

    public void Complete(EventArguments answer) => _answer.TrySetResult(answer);

    public void Fail(Exception exception)
    {
        // Nobody may wait for it: then the failure is seen here.
        if (_answer.TrySetException(exception))
        {
            _ = _answer.Task.Exception;
        }
    }

    public void Cancel(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);
}
