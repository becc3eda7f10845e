using System.Diagnostics.Metrics;
using Sockeye.Client.Connections;
using Sockeye.Diagnostics;

namespace Sockeye.Client.Diagnostics;

/// <summary>The metrics of all clients of the process, in the meter <c>Sockeye.Client</c>.</summary>
internal static class ClientMetrics
{
    private static readonly Meter s_meter = new("Sockeye.Client");
    private static readonly Counter<long> s_received = s_meter.CreateCounter<long>("sockeye.client.events.received", "{event}", "Events that came from servers.");
    private static readonly Counter<long> s_sent = s_meter.CreateCounter<long>("sockeye.client.events.sent", "{event}", "Events that were handed to a transport.");
    private static readonly Counter<long> s_dropped = s_meter.CreateCounter<long>("sockeye.client.events.dropped", "{event}", "Events that were dropped, by reason.");
    private static readonly Counter<long> s_failures = s_meter.CreateCounter<long>("sockeye.client.listener.failures", "{failure}", "Listeners that threw, or whose task failed.");
    private static readonly Counter<long> s_reconnections = s_meter.CreateCounter<long>("sockeye.client.reconnections", "{reconnection}", "Connections that were opened again after they were lost.");

    private static long s_connections;
    private static long s_timers;

    static ClientMetrics()
    {
        s_meter.CreateObservableUpDownCounter("sockeye.client.connections", static () => Volatile.Read(ref s_connections), "{connection}", "Connections that are open, or being opened or closed.");
        s_meter.CreateObservableUpDownCounter("sockeye.client.timers", static () => Volatile.Read(ref s_timers) + AckTimers.Count, "{timer}", "Timers that are armed.");
    }

    public static void Received() => s_received.Count();

    public static void Sent() => s_sent.Count();

    /// <param name="reason">
    /// The reason. <c>volatile</c>: the transport could not take it. <c>full</c>: too much waited to be sent. <c>slow</c>: too much waited
    /// for listeners. <c>stream</c>: a stream was not read. <c>answer</c>: an acknowledgement came after the connection was lost.
    /// </param>
    public static void Dropped(string reason) => s_dropped.Count(KeyValuePair.Create<string, object?>("reason", reason));

    public static void ListenerFailed() => s_failures.Count();

    public static void Reconnected() => s_reconnections.Count();

    /// <summary>Counts a connection with all its sockets and requests that was added (1) or removed (-1).</summary>
    public static void Connections(int change) => Interlocked.Add(ref s_connections, change);

    /// <summary>Counts a timer that was armed (1), or has fired or been disarmed (-1).</summary>
    public static void Timers(int change) => Interlocked.Add(ref s_timers, change);
}
