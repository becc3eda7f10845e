namespace Sockeye;

/// <summary>What came of a broadcast that asked for acknowledgements.</summary>
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

    /// <summary>The answers, in the order of their arrival.</summary>
    public IReadOnlyList<BroadcastAck> Answers { get; }

    /// <summary>The ids of the sockets of this server that did not answer in time.</summary>
    public IReadOnlyList<string> TimedOut { get; }

    /// <summary>How many sockets of other servers did not answer in time; the protocol between servers does not say which.</summary>
    public int TimedOutElsewhere { get; }

    /// <summary>The ids of the servers that did not say how many recipients they have; <see cref="ClusterAdapter.UnknownServer"/> for one that cannot be named.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>The ids of the sockets of this server that disconnected before they answered.</summary>
    public IReadOnlyList<string> Left { get; }

    /// <summary>Whether everybody answered who stayed.</summary>
    public bool IsComplete => TimedOut.Count == 0 && TimedOutElsewhere == 0 && Missing.Count == 0;

    /// <summary>The answers, or an exception where somebody did not answer in time, as the reference's <c>emitWithAck</c>.</summary>
    /// <exception cref="BroadcastAckTimeoutException">Somebody did not answer in time; it carries the answers that came.</exception>
    public IReadOnlyList<BroadcastAck> EnsureComplete() => IsComplete ? Answers : throw new BroadcastAckTimeoutException(this);
}
