using System.Runtime.CompilerServices;
using Sockeye.Timing;

namespace Sockeye.Client.Connections;

/// <summary>The timer wheels for acknowledgements: one for each clock, shared by all clients of the process.</summary>
internal static class AckTimers
{
    private static readonly TimerWheel s_system = new(TimeProvider.System);
    private static readonly ConditionalWeakTable<TimeProvider, TimerWheel> s_others = [];

    /// <summary>How many timers wait on the clock of the system.</summary>
    public static int Count => s_system.Count;

    public static TimerWheel For(TimeProvider time) => time == TimeProvider.System ? s_system : s_others.GetValue(time, static clock => new TimerWheel(clock));
}
