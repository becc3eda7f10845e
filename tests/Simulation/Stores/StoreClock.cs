namespace Sockeye.Simulation;

/// <summary>The clock of the store. While older calls are made again, it shows the time of those.</summary>
internal sealed class StoreClock(World world) : TimeProvider
{
    /// <summary>The time that it shows; that of the world, if none is set.</summary>
    public long? Shown { get; set; }

    public override DateTimeOffset GetUtcNow() => NodeClock.TimeAt(Shown ?? world.Now);
}
