namespace Sockeye.Client.Tests.Connections;

/// <summary>A wait of which the model knows the bounds, and learns the end from the clock.</summary>
internal sealed class ModelWait
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private const double Jitter = 0.5;

    /// <param name="now">When it begins.</param>
    /// <param name="before">How many waits there were before it.</param>
    public ModelWait(DateTimeOffset now, int before)
    {
        var usual = First * Math.Pow(2, before);
        Earliest = now + Least(usual * (1 - Jitter));
        Latest = now + Least(usual * (1 + Jitter));
    }

    /// <param name="due">When it ends.</param>
    public ModelWait(DateTimeOffset due)
    {
        Earliest = Latest = due;
        Due = due;
    }

    public DateTimeOffset Earliest { get; }

    public DateTimeOffset Latest { get; }

    /// <summary>When it ends, once that is known.</summary>
    public DateTimeOffset? Due { get; set; }

    private static TimeSpan Least(TimeSpan wait) => wait < Longest ? wait : Longest;
}
