namespace Sockeye;

/// <summary>The options of adapters whose servers tell each other that they live; names and defaults follow the reference.</summary>
public abstract class HeartbeatAdapterOptions : ClusterAdapterOptions
{
    /// <summary>How often a server says that it lives, where it has not sent anything else. One that knows no other says so six times as seldom.</summary>
    /// <value>5 seconds by default.</value>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After how much silence a server counts as gone.</summary>
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
