using System.Diagnostics.Metrics;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Diagnostics;

/// <summary>The metrics of the server, in the meter <c>Sockeye</c>.</summary>
internal sealed class SocketIOMetrics : IDisposable
{
    public const string MeterName = "Sockeye";

    private readonly Meter _meter;
    private readonly UpDownCounter<long> _sockets;
    private readonly Counter<long> _packets;
    private readonly Counter<long> _incomplete;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _unpublished;

    public SocketIOMetrics(IMeterFactory? factory)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _sockets = _meter.CreateUpDownCounter<long>("sockeye.sockets", "{socket}", "Sockets connected to a namespace.");
        _packets = _meter.CreateCounter<long>("sockeye.packets.received", "{packet}", "Packets that clients sent to a namespace.");
        _incomplete = _meter.CreateCounter<long>(
            "sockeye.packets.incomplete.dropped", "{packet}", "Packets that were dropped with their connections, because all packets that wait for attachments hold too much.");
        _failures = _meter.CreateCounter<long>("sockeye.handler.failures", "{failure}", "Exceptions of the application's handlers.");
        _skipped = _meter.CreateCounter<long>("sockeye.cluster.messages.skipped", "{message}", "Messages of other servers that were not understood or not expected.");
        _unpublished = _meter.CreateCounter<long>("sockeye.cluster.messages.unpublished", "{message}", "Messages that could not be sent to other servers.");
    }

    public void SocketConnected(Namespace ns) => _sockets.Count(1, Tag(ns));

    public void SocketDisconnected(Namespace ns) => _sockets.Count(-1, Tag(ns));

    public void PacketReceived(Namespace ns, PacketType type)
    {
        if (_packets.Enabled)
        {
            _packets.Count(Tag(ns), new("sockeye.packet.type", type.ToString()));
        }
    }

    public void IncompletePacketDropped() => _incomplete.Count();

    public void HandlerFailed(Namespace ns) => _failures.Count(Tag(ns));

    public void ClusterMessageSkipped(Namespace ns, string reason) => _skipped.Count(Tag(ns), new("sockeye.cluster.reason", reason));

    public void ClusterMessageUnpublished(Namespace ns) => _unpublished.Count(Tag(ns));

    public void Dispose() => _meter.Dispose();

    // Clients could create any number of time series with names that they make up, so a pattern counts as one namespace.
    private static KeyValuePair<string, object?> Tag(Namespace ns) => new("sockeye.namespace", ns.Parent is null ? ns.Name : "(pattern)");
}
