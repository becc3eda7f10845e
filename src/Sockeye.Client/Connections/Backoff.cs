namespace Sockeye.Client.Connections;

/// <summary>How long to wait before each attempt: twice as long each time up to a bound, made longer or shorter by chance.</summary>
/// <param name="first">The first wait.</param>
/// <param name="longest">The bound.</param>
/// <param name="jitter">By how much of itself a wait may change, from 0 to 1.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, double jitter)
{
    /// <summary>The attempts so far.</summary>
    public int Attempts { get; private set; }

    /// <summary>Counts one more attempt.</summary>
    /// <param name="chance">A number from 0 up to 1.</param>
    /// <returns>How long to wait before it.</returns>
    public TimeSpan Next(double chance)
    {
        // As a floating-point number: after a thousand attempts it is infinite, and no less than the bound.
        var wait = first.TotalMilliseconds * Math.Pow(2, Attempts);
        if (Attempts < int.MaxValue)
        {
            Attempts++;
        }

        wait *= 1 + (jitter * ((2 * chance) - 1));
        return wait < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(Math.Max(wait, 0)) : longest;
    }

    public void Reset() => Attempts = 0;
}
