using System.Diagnostics.Metrics;

namespace Sockeye.Diagnostics;

/// <summary>
/// Counts without throwing. Listeners of a meter run inside the counting call, and may throw. Most counting happens in the middle of work
/// that others wait for, so on a failure only the number is lost.
/// </summary>
internal static class GuardedCounters
{
    public static void Count(this Counter<long> counter, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(1, tags);
        }
        catch (Exception)
        {
            // The number is lost.
        }
    }

    public static void Count(this UpDownCounter<long> counter, long change, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        try
        {
            counter.Add(change, tags);
        }
        catch (Exception)
        {
            // The number is lost.
        }
    }
}
