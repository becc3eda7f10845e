namespace Sockeye.Recovery;

/// <summary>Something for sockets of this server that waits for its turn: an event whose position is not known yet, or what must not overtake one.</summary>
/// <param name="Payload">The event, to know it again; none for what only waits behind others.</param>
/// <param name="Deliver">Queues it for its recipients, with its position if there is one. Gives what is to be done when the lock is free, if anything: the application's code is in there.</param>
internal sealed record WaitingDelivery(ClusterPayload? Payload, Func<string?, Action?> Deliver)
{
    public bool IsReady { get; set; } = Payload is null;

    /// <summary>When it began to wait.</summary>
    public long Since { get; set; }

    public string? Offset { get; set; }
}
