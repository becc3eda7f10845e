namespace Sockeye.Client.Connections;

/// <summary>Computes the wait before each attempt. It doubles each time up to a limit, and is randomly made longer or shorter.</summary>
/// <param name="first">The first wait.</param>
/// <param name="longest">The limit.</param>
/// <param name="jitter">The share, from 0 to 1, by which a wait may change.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest, double jitter)
{
    /// <summary>The number of attempts so far.</summary>
    public int Attempts { get; private set; }

    /// <summary>Counts another attempt.</summary>
    /// <param name="chance">A random number from 0 up to 1.</param>
    /// <returns>The wait before the attempt.</returns>
    public TimeSpan Next(double chance)
    {
        // As a floating-point number: after a thousand attempts it is infinite, which is not below the limit.
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
