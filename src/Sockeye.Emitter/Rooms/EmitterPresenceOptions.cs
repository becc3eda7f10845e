namespace Sockeye;

/// <summary>How an emitter asks who is in a room.</summary>
public sealed class EmitterPresenceOptions
{
    /// <summary>How long a question waits for its answer. Of a large room each part of the answer has that time.</summary>
    /// <value>5 seconds by default; an hour at most.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, TimeSpan.FromHours(1));
    }
}
