namespace Sockeye;

/// <summary>The exception for a broadcast if some recipients did not answer in time.</summary>
public sealed class BroadcastAckTimeoutException : TimeoutException
{
    /// <summary>Creates the exception.</summary>
    public BroadcastAckTimeoutException(BroadcastAcks acks)
        : base(AckTimeout.Message) => Acks = acks;

    /// <summary>The answers that came, and who did not answer.</summary>
    public BroadcastAcks Acks { get; }
}
