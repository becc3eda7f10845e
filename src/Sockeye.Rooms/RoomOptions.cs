namespace Sockeye;

/// <summary>What all rooms of a server have in common (<c>ConfigureRooms</c>). Each feature has options of its own beside that, such as <see cref="PresenceOptions"/>.</summary>
public sealed class RoomOptions
{
    /// <summary>
    /// How often servers that share rooms say that they are alive, and look whether they have missed anything. The members of a server that was killed are gone within twice that time.
    /// </summary>
    /// <value>5 seconds by default. Set it alike on all servers.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether records, presence, occupancy, history and permissions may stay in the memory of this server although its adapter reaches other servers: for a server that is alone and has the
    /// adapter for emitters only.
    /// </summary>
    /// <value>
    /// <see langword="false"/> by default: they throw an <see cref="InvalidOperationException"/> when the application adds them to such a namespace, because each server would have its own.
    /// </value>
    public bool AllowUnshared { get; set; }

    /// <summary>
    /// How many requests about rooms (<c>presence:update</c>, <c>rooms:list</c>, <c>history:read</c> and their like) one socket may make per second. So many are answered at once. Those beyond
    /// wait for their time; those that would wait for more than 5 seconds are refused with <c>E_BUSY</c>.
    /// </summary>
    /// <value>100 by default. <see cref="int.MaxValue"/> for no bound.</value>
    public int MaxRequestsPerSecond { get; set; } = 100;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HeartbeatInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRequestsPerSecond);
    }
}
