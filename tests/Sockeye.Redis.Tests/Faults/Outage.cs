namespace Sockeye.Redis.Tests.Faults;

/// <summary>What may happen to a Redis.</summary>
public enum Outage
{
    /// <summary>It is killed, and comes back without anything that it had.</summary>
    Killed,

    /// <summary>It keeps its connections and does not answer.</summary>
    Hanging,

    /// <summary>It is killed, and its replica takes its place.</summary>
    FailedOver,

    /// <summary>It refuses to keep anything more.</summary>
    OutOfMemory,
}
