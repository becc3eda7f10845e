using System.Runtime.CompilerServices;
using Sockeye.Timing;

namespace Sockeye.Client.Connections;

/// <summary>The wheels on which acknowledgements wait: one for each clock, for all clients of the process.</summary>
internal static class AckTimers
{
    private static readonly TimerWheel s_system = new(TimeProvider.System);
    private static readonly ConditionalWeakTable<TimeProvider, TimerWheel> s_others = [];

    /// <summary>How many wait on the system's clock.</summary>
    public static int Count => s_system.Count;

    public static TimerWheel For(TimeProvider time) => time == TimeProvider.System ? s_system : s_others.GetValue(time, static clock => new TimerWheel(clock));
}
