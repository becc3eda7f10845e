namespace Sockeye.Simulation;

/// <summary>The clock of a node: the time of the world, by a wall clock that is not quite right.</summary>
internal sealed class NodeClock(World world, Node node, TimeSpan skew) : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public static DateTimeOffset TimeAt(long ticks) => Beginning + TimeSpan.FromTicks(ticks);

    public override DateTimeOffset GetUtcNow() => TimeAt(world.Now) + skew;

    // Above zero from the beginning, as everywhere.
    public override long GetTimestamp() => TimestampAt(world.Now);

    public static long TimestampAt(long ticks) => ticks + TimeSpan.TicksPerHour;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new NodeTimer(world, node, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
