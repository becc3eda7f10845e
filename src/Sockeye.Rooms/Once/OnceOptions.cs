namespace Sockeye;

/// <summary>How something is done once in a cluster (<see cref="RoomRecords{T}.HandleOnce"/>). Set it alike on all servers.</summary>
public sealed class OnceOptions
{
    /// <summary>
    /// How long a handler may take. Its token is canceled then, and it counts as failed. It is also how long the others wait before one of them takes over from a server that died in the middle.
    /// </summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often something is begun, by all servers together, if handlers fail or servers die with it. Then it is given up: logged as an error and counted. A handler that is canceled because its server closes does not count.</summary>
    /// <value>3 by default.</value>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How long after a failure it is tried again, and after the store did not answer.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the store remembers what is done. A server that hears of a change later, because it was cut off for so long, does it again. It has to be longer than <see cref="Lease"/>.
    /// </summary>
    /// <value>1 hour by default.</value>
    public TimeSpan Memory { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many handlers run at a time on a server. Those of one room run one after the other.</summary>
    /// <value>8 by default.</value>
    public int MaxConcurrency { get; set; } = 8;

    /// <summary>
    /// What may wait on a server: for a handler, or to see whether another server has done it. What comes beyond is left to the other servers, logged and counted.
    /// </summary>
    /// <value>10,000 by default.</value>
    public int MaxPending { get; set; } = 10_000;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Lease, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Memory, Lease);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrency);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPending);
    }
}
