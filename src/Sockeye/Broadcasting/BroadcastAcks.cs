namespace Sockeye;

/// <summary>The result of a broadcast that asked for acknowledgements.</summary>
public sealed class BroadcastAcks
{
    internal BroadcastAcks(
        IReadOnlyList<BroadcastAck> answers,
        IReadOnlyList<string> timedOut,
        IReadOnlyList<string> left,
        int timedOutElsewhere = 0,
        IReadOnlyList<string>? missing = null)
    {
        TimedOutElsewhere = timedOutElsewhere;
        Missing = missing ?? [];
        Answers = answers;
        TimedOut = timedOut;
        Left = left;
    }

    /// <summary>The answers, in the order in which they arrived.</summary>
    public IReadOnlyList<BroadcastAck> Answers { get; }

    /// <summary>The ids of the sockets of this server that did not answer in time.</summary>
    public IReadOnlyList<string> TimedOut { get; }

    /// <summary>How many sockets of other servers did not answer in time. The protocol between servers does not say which ones.</summary>
    public int TimedOutElsewhere { get; }

    /// <summary>
    /// The ids of the servers that did not say how many recipients they have; <see cref="ClusterAdapter.UnknownServer"/> stands for a
    /// server whose id is not known.
    /// </summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The ids of the sockets of this server that disconnected before they answered.</summary>
    public IReadOnlyList<string> Left { get; }

    /// <summary>Whether every recipient that stayed connected has answered.</summary>
    public bool IsComplete => TimedOut.Count == 0 && TimedOutElsewhere == 0 && Missing.Count == 0;

    /// <summary>Gets the answers, and throws if some recipients did not answer in time, like <c>emitWithAck</c> in Node.</summary>
    /// <exception cref="BroadcastAckTimeoutException">
    /// Some recipients did not answer in time. The exception has the answers that came.
    /// </exception>
    public IReadOnlyList<BroadcastAck> EnsureComplete() => IsComplete ? Answers : throw new BroadcastAckTimeoutException(this);
}
