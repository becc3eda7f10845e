namespace Sockeye.Recovery;

/// <summary>Something for sockets of this server that waits for its turn: an event whose position is not known yet, or what must not overtake one.</summary>
/// <param name="Payload">The event, to know it again; none for what only waits behind others.</param>
/// <param name="Deliver">Sends it, with its position where there is one.</param>
internal sealed record DelayedEvent(ClusterPayload? Payload, Action<string?> Deliver)
{
    public bool IsReady { get; set; } = Payload is null;

    /// <summary>When it began to wait.</summary>
    public long Since { get; set; }

    public string? Offset { get; set; }
}
