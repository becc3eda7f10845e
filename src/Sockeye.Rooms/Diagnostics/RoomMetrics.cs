using System.Diagnostics.Metrics;
using Sockeye.Once;

namespace Sockeye.Diagnostics;

/// <summary>The metrics of rooms, in the meter <c>Sockeye</c> of the server.</summary>
internal sealed class RoomMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _skipped;
    private readonly Counter<long> _unpublished;
    private readonly Counter<long> _losses;
    private readonly Counter<long> _once;

    public RoomMetrics(IMeterFactory? factory)
    {
        _meter = factory?.Create("Sockeye") ?? new Meter("Sockeye");
        _failures = _meter.CreateCounter<long>("sockeye.handler.failures", "{failure}", "Exceptions of the application's handlers.");
        _skipped = _meter.CreateCounter<long>("sockeye.cluster.messages.skipped", "{message}", "Messages of other servers that were not understood or not expected.");
        _unpublished = _meter.CreateCounter<long>("sockeye.cluster.messages.unpublished", "{message}", "Messages that could not be sent to other servers.");
        _losses = _meter.CreateCounter<long>("sockeye.cluster.losses", "{loss}", "How many times this server lost its cluster.");
        _once = _meter.CreateCounter<long>("sockeye.rooms.once", "{attempt}", "Changes that are handled once in the cluster, by their outcome on this server.");
    }

    public void HandlerFailed(Namespace ns) => _failures.Count(Tag(ns));

    public void ClusterMessageSkipped(Namespace ns, string reason) => _skipped.Count(Tag(ns), new("sockeye.cluster.reason", reason));

    public void ClusterMessageUnpublished(Namespace ns) => _unpublished.Count(Tag(ns));

    public void OnceEnded(Namespace ns, string handler, OnceOutcome outcome)
    {
        var name = outcome switch
        {
            OnceOutcome.Handled => "handled",
            OnceOutcome.Failed => "failed",
            OnceOutcome.GivenUp => "given_up",
            _ => "dropped",
        };
        _once.Count(Tag(ns), new("sockeye.rooms.once.handler", handler), new("sockeye.rooms.once.outcome", name));
    }

    public void ClusterLost() => _losses.Count();

    public void Dispose() => _meter.Dispose();

    // Clients could create any number of time series with names that they make up, so a pattern counts as one namespace.
    private static KeyValuePair<string, object?> Tag(Namespace ns) => new("sockeye.namespace", ns.Parent is null ? ns.Name : "(pattern)");
}
