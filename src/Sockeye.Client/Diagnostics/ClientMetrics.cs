using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Sockeye.Client.Diagnostics;

/// <summary>The meter and the activities <c>Sockeye.Client</c>: of all clients of the process.</summary>
internal static class ClientMetrics
{
    public const string Name = "Sockeye.Client";

    private static long s_connections;
    private static long s_timers;

    static ClientMetrics()
    {
        Meter.CreateObservableUpDownCounter("sockeye.client.connections", static () => Volatile.Read(ref s_connections), "{connection}", "Connections that are open or being opened.");
        Meter.CreateObservableUpDownCounter("sockeye.client.timers", static () => Volatile.Read(ref s_timers), "{timer}", "Timers that are armed.");
    }

    public static ActivitySource Activities { get; } = new(Name);

    private static Meter Meter { get; } = new(Name);

    /// <summary>A connection, with all its sockets and requests, has come (1) or gone (-1).</summary>
    public static void Connections(int change) => Interlocked.Add(ref s_connections, change);

    /// <summary>A timer was armed (1), or has fired or been disarmed (-1).</summary>
    public static void Timers(int change) => Interlocked.Add(ref s_timers, change);
}
