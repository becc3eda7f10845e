using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace Sockeye.ClientFixture.Output;

/// <summary>What the process and the client hold; the latter by the client's meter.</summary>
internal sealed class Stats : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _connections;
    private long _timers;

    public Stats()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name is "sockeye.client.connections" or "sockeye.client.timers")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            if (instrument.Name == "sockeye.client.connections")
            {
                _connections = value;
            }
            else
            {
                _timers = value;
            }
        });
        _listener.Start();
    }

    public void Write(Utf8JsonWriter json)
    {
        Fatal.Collect();
        _listener.RecordObservableInstruments();
        using var process = Process.GetCurrentProcess();
        json.WriteStartObject();
        json.WriteNumber("threads"u8, process.Threads.Count);
        json.WriteNumber("handles"u8, process.HandleCount);
        json.WriteNumber("heapBytes"u8, GC.GetTotalMemory(forceFullCollection: true));
        json.WriteNumber("sockets"u8, _connections);
        json.WriteNumber("timers"u8, _timers);
        json.WriteEndObject();
    }

    public void Dispose() => _listener.Dispose();
}
