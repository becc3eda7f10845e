namespace Sockeye;

/// <summary>Not every recipient of a broadcast answered in time.</summary>
public sealed class BroadcastAckTimeoutException : TimeoutException
{
    /// <summary>Makes the exception.</summary>
    public BroadcastAckTimeoutException(BroadcastAcks acks)
        : base(AckTimeout.Message) => Acks = acks;

    /// <summary>What did come.</summary>
    public BroadcastAcks Acks { get; }
}
