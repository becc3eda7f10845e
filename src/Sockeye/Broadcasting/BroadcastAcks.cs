namespace Sockeye;

/// <summary>What came of a broadcast that asked for acknowledgements.</summary>
public sealed class BroadcastAcks
{
    internal BroadcastAcks(IReadOnlyList<BroadcastAck> answers, IReadOnlyList<string> timedOut, IReadOnlyList<string> left)
    {
        Answers = answers;
        TimedOut = timedOut;
        Left = left;
    }

    /// <summary>The answers, in the order of their arrival.</summary>
    public IReadOnlyList<BroadcastAck> Answers { get; }

    /// <summary>The ids of the sockets that did not answer in time.</summary>
    public IReadOnlyList<string> TimedOut { get; }

    /// <summary>The ids of the sockets that disconnected before they answered.</summary>
    public IReadOnlyList<string> Left { get; }

    /// <summary>Whether everybody answered who stayed.</summary>
    public bool IsComplete => TimedOut.Count == 0;

    /// <summary>The answers, or an exception where somebody did not answer in time, as the reference's <c>emitWithAck</c>.</summary>
    /// <exception cref="BroadcastAckTimeoutException">Somebody did not answer in time; it carries the answers that came.</exception>
    public IReadOnlyList<BroadcastAck> EnsureComplete() => IsComplete ? Answers : throw new BroadcastAckTimeoutException(this);
}
