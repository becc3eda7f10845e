namespace Sockeye;

/// <summary>The options of adapters that use heartbeats. Names and defaults follow those of Node.</summary>
public abstract class HeartbeatAdapterOptions : ClusterAdapterOptions
{
    /// <summary>
    /// How often a server sends a heartbeat if it sends nothing else. A server that knows no other server sends heartbeats six times less
    /// often.
    /// </summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a server may be silent before it counts as gone.</summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan HeartbeatTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HeartbeatInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HeartbeatTimeout, HeartbeatInterval);
    }
}
