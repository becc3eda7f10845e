using System.Diagnostics.Metrics;
using Sockeye.Diagnostics;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Diagnostics;

/// <summary>The instruments of the meter <c>Sockeye.Engine</c>.</summary>
internal sealed class EngineMetrics : IDisposable
{
    public const string MeterName = "Sockeye.Engine";

    private readonly Meter _meter;
    private readonly bool _ownsMeter;
    private readonly UpDownCounter<long> _sessions;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _slowConsumers;
    private readonly Counter<long> _turnedAway;
    private readonly Counter<long> _oversized;
    private readonly Counter<long> _failures;

    public EngineMetrics(IMeterFactory? meters)
    {
        _ownsMeter = meters is null;
        _meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        _sessions = _meter.CreateUpDownCounter<long>("sockeye.engine.sessions", "{session}", "Sessions that are open.");
        _refused = _meter.CreateCounter<long>("sockeye.engine.requests.refused", "{request}", "Requests that were refused.");
        _slowConsumers = _meter.CreateCounter<long>(
            "sockeye.engine.slow_consumers", "{session}", "Sessions that were ended because their send queue was full.");
        _turnedAway = _meter.CreateCounter<long>(
            "sockeye.engine.handshakes.turned_away", "{request}", "Handshakes that got 503, because too many clients were connecting, in total or from one address, or because the server was closing.");
        _oversized = _meter.CreateCounter<long>(
            "sockeye.engine.payloads.oversized", "{payload}", "Payloads that were larger than the limit.");
        _failures = _meter.CreateCounter<long>("sockeye.engine.listener.failures", "{failure}", "Exceptions of the application's listeners and hooks.");
    }

    public void SessionOpened() => _sessions.Count(1);

    public void SessionEnded() => _sessions.Count(-1);

    public void RequestRefused(EngineErrorCode code)
    {
        if (_refused.Enabled)
        {
            _refused.Count(new KeyValuePair<string, object?>("code", (int)code));
        }
    }

    public void TurnedAway(TurnedAway why)
    {
        if (_turnedAway.Enabled)
        {
            string reason = why switch
            {
                Sessions.TurnedAway.AddressFull => "address",
                Sessions.TurnedAway.Full => "limit",
                Sessions.TurnedAway.OutOfDescriptors => "descriptors",
                _ => "closing",
            };
            _turnedAway.Count(new KeyValuePair<string, object?>("reason", reason));
        }
    }

    public void Oversized(string transport)
    {
        if (_oversized.Enabled)
        {
            _oversized.Count(new KeyValuePair<string, object?>("transport", transport));
        }
    }

    public void SlowConsumer() => _slowConsumers.Count();

    public void ListenerFailed() => _failures.Count();

    public void Dispose()
    {
        if (_ownsMeter)
        {
            _meter.Dispose();
        }
    }
}
