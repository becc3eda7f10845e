namespace Sockeye;

/// <summary>How an emitter asks for the members of a room.</summary>
public sealed class EmitterPresenceOptions
{
    /// <summary>How long a question waits for its answer. For a large room, each part of the answer has this time.</summary>
    /// <value>5 seconds by default; 1 hour at most.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, TimeSpan.FromHours(1));
    }
}
