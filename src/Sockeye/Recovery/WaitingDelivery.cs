namespace Sockeye.Recovery;

/// <summary>
/// Something for sockets of this server that waits for its turn: an event whose position is not known yet, or something that must not
/// overtake one.
/// </summary>
/// <param name="Payload">
/// The event, to recognize it when the backend shows it; <see langword="null"/> for something that only waits behind others.
/// </param>
/// <param name="Deliver">
/// Queues it for its recipients, with its position if there is one. It may return an action that runs code of the application, to be run
/// when the lock is free.
/// </param>
internal sealed record WaitingDelivery(ClusterPayload? Payload, Func<string?, Action?> Deliver)
{
    public bool IsReady { get; set; } = Payload is null;

    /// <summary>When it began to wait.</summary>
    public long Since { get; set; }

    public string? Offset { get; set; }
}
