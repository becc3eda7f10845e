using System.Diagnostics.Metrics;

namespace Sockeye.Diagnostics;

/// <summary>
/// Counts without throwing. What listens to a meter runs inside of the counting, and may fail. Most of what is counted here is counted in the middle of work that others wait for: a number is
/// lost then, and nothing else.
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
