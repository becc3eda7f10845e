namespace Sockeye;

/// <summary>
/// The options that all rooms of a server share; set them with <c>ConfigureRooms</c>. Each feature also has its own options, such as
/// <see cref="PresenceOptions"/>.
/// </summary>
public sealed class RoomOptions
{
    /// <summary>
    /// How often servers that share rooms send a heartbeat, and check whether they have missed a message. If a server is killed, its
    /// members are removed within twice this time.
    /// </summary>
    /// <value>5 seconds by default. Use the same value on all servers.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether records, presence, occupancy, history and permissions may be kept in the memory of this server although its adapter reaches
    /// other servers. Set this if the server is the only one and uses the adapter only for emitters.
    /// </summary>
    /// <value>
    /// <see langword="false"/> by default: adding these features to such a namespace throws an <see cref="InvalidOperationException"/>,
    /// because otherwise each server would have its own data.
    /// </value>
    public bool AllowUnshared { get; set; }

    /// <summary>
    /// How many requests about rooms (<c>presence:update</c>, <c>rooms:list</c>, <c>history:read</c> and similar ones) one socket may make
    /// per second. This many are answered at once. Further requests wait. A request that would have to wait more than 5 seconds is refused
    /// with <c>E_BUSY</c>.
    /// </summary>
    /// <value>100 by default. <see cref="int.MaxValue"/> means no limit.</value>
    public int MaxRequestsPerSecond { get; set; } = 100;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HeartbeatInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRequestsPerSecond);
    }
}
