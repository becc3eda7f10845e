using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Sockeye.Client.Tests.Diagnostics;

[Collection(AloneCollection.Name)]
public sealed class MetricsTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();
    private readonly ConcurrentDictionary<string, long> _values = new();
    private readonly MeterListener _meters = new();

    public MetricsTests()
    {
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Sockeye.Client")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = instrument.Name["sockeye.client.".Length..] + string.Concat(tags.ToArray().Select(static tag => $" {tag.Value}"));
            _ = instrument.IsObservable ? _values[name] = value : _values.AddOrUpdate(name, value, (_, before) => before + value);
        });
        _meters.Start();
    }

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Meter_EventsFailuresAndReconnections_AreCounted()
    {
        await using var client = _network.CreateClient(_clock, static options => options.MaxSendBufferBytes = 1000);
        var socket = client.Of();
        var heard = new Inbox<int>();
        socket.On<int>("event", value =>
        {
            heard.Add(value);
            throw new InvalidOperationException("The listener fails.");
        });
        await socket.Volatile.EmitAsync("dropped");
        await Assert.ThrowsAsync<IOException>(async () => await socket.EmitAsync("event", new string('x', 2000)));
        var server = await _network.ConnectAsync(socket);
        await socket.EmitAsync("sent");
        server.Send("""42["event",1]""");
        server.Send("""42["event",2]""");
        await heard.NextAsync(2);
        await _network.ReconnectAsync(socket, server, _clock);
        Assert.Equal(1, Observe("connections"));
        Assert.Equal(1, Observe("timers"));

        await Waiting.Until(() => Value("listener.failures") == 2);
        Assert.Equal(2, Value("events.received"));
        Assert.Equal(1, Value("events.sent"));
        Assert.Equal(1, Value("events.dropped volatile"));
        Assert.Equal(1, Value("events.dropped full"));
        Assert.Equal(1, Value("reconnections"));

        await client.DisposeAsync();
        await Waiting.Until(() => Observe("connections") == 0 && Observe("timers") == 0);
    }

    [Fact]
    public async Task Meter_AStreamThatNobodyReads_CountsWhatItDrops()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var server = await _network.ConnectAsync(socket);
        await using var stream = socket.StreamAsync<int>("event", capacity: 2).GetAsyncEnumerator();
        var first = stream.MoveNextAsync();
        server.Send("""42["event",0]""");
        await first.Within();
        for (var i = 0; i < 5; i++)
        {
            server.Send("""42["event",1]""");
        }

        await Waiting.Until(() => Value("events.dropped stream") == 3);
    }

    [Fact]
    public async Task Meter_RetriedEvents_AreCountedAsSentToo()
    {
        await using var client = _network.CreateClient(_clock, static options => options.Retries = 1);
        var socket = client.Of();
        var server = await _network.ConnectAsync(socket);
        await socket.EmitAsync("event");
        await server.NextAsync();

        Assert.Equal(1, Value("events.sent"));
    }

    private long Value(string name) => _values.GetValueOrDefault(name);

    private long Observe(string name)
    {
        _meters.RecordObservableInstruments();
        return Value(name);
    }
}
