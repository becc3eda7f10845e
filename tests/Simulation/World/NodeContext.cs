namespace Sockeye.Simulation;

/// <summary>Has everything that code on a node goes on with run as a step of the world, in an order that the seed chooses.</summary>
internal sealed class NodeContext(World world, Node node) : SynchronizationContext
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);

    public override void Post(SendOrPostCallback d, object? state) =>
        world.After(node, world.Rng.Chance(3) ? world.Rng.Ticks(TimeSpan.Zero, LongestWait) : 0, () => d(state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}
