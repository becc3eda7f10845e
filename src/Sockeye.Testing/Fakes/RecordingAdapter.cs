namespace Sockeye.Testing;

/// <summary>The adapter in memory, which writes down what goes through it.</summary>
internal sealed class RecordingAdapter(Namespace ns, EmitLog log) : InMemoryAdapter(ns)
{
    // What nobody would receive is not even encoded otherwise.
    public override bool MayHaveTargets(BroadcastOptions options) => true;

    public override ValueTask BroadcastAsync(EventPacket packet, BroadcastOptions options) =>
        log.Broadcast(Namespace, packet, options, asks: false, () => base.BroadcastAsync(packet, options));

    public override Task<BroadcastAcks> BroadcastWithAckAsync(EventPacket packet, BroadcastOptions options, CancellationToken cancellationToken) =>
        log.Broadcast(Namespace, packet, options, asks: true, () => base.BroadcastWithAckAsync(packet, options, cancellationToken));
}
