using System.Diagnostics.Metrics;
using Sockeye.Diagnostics;

namespace Sockeye.EventLoops.Listening;

/// <summary>The metrics of the listener, in the meter <c>Sockeye.EventLoops</c>.</summary>
internal sealed class ListenerMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _refused;

    public ListenerMetrics(IMeterFactory? meters)
    {
        _meter = meters?.Create("Sockeye.EventLoops") ?? new Meter("Sockeye.EventLoops");
        _refused = _meter.CreateCounter<long>("sockeye.event_loops.connections.refused", "{connection}", "Connections that were refused because the process runs out of file descriptors.");
    }

    public void ConnectionRefused() => _refused.Count();

    public void Dispose() => _meter.Dispose();
}
