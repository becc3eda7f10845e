namespace Sockeye;

/// <summary>
/// How a change is handled once in a cluster (<see cref="RoomRecords{T}.HandleOnce"/>). Use the same values on all servers.
/// </summary>
public sealed class OnceOptions
{
    /// <summary>
    /// How long a handler may take. After that its token is cancelled, and the attempt counts as failed. It is also the time after which
    /// another server takes over if a server dies during an attempt.
    /// </summary>
    /// <value>30 seconds by default.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The maximum number of attempts by all servers together, if handlers fail or servers die. After the last one the change is given up:
    /// this is logged as an error and counted. An attempt that is cancelled because its server closes does not count.
    /// </summary>
    /// <value>3 by default.</value>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>The wait before the next attempt after a failure, or after the store did not answer.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the store remembers that a change is handled. A server that hears of the change after that time, because it was cut off,
    /// handles it again. It has to be longer than <see cref="Lease"/>.
    /// </summary>
    /// <value>1 hour by default.</value>
    public TimeSpan Memory { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many handlers run at the same time on a server. Handlers for the same room run one after the other.</summary>
    /// <value>8 by default.</value>
    public int MaxConcurrency { get; set; } = 8;

    /// <summary>
    /// How many changes may wait on a server, either for a handler or to see whether another server has handled them. Further changes are
    /// left to the other servers, logged and counted.
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
