namespace Sockeye.Testing;

/// <summary>The in-memory adapter, which also records what goes through it.</summary>
internal sealed class RecordingAdapter(Namespace ns, EmitLog log) : InMemoryAdapter(ns)
{
    // Otherwise an event without recipients would not even be encoded.
    public override bool MayHaveTargets(BroadcastOptions options) => true;

    public override ValueTask BroadcastAsync(EventPacket packet, BroadcastOptions options) =>
        log.Broadcast(Namespace, packet, options, asks: false, () => base.BroadcastAsync(packet, options));

    public override Task<BroadcastAcks> BroadcastWithAckAsync(EventPacket packet, BroadcastOptions options, CancellationToken cancellationToken) =>
        log.Broadcast(Namespace, packet, options, asks: true, () => base.BroadcastWithAckAsync(packet, options, cancellationToken));
}
