using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Sockeye.Tests.Diagnostics;

public sealed class MetricsTests
{
    [Fact]
    public async Task Counters_OfALife_AreBalanced()
    {
        var totals = new ConcurrentDictionary<string, long>();
        await using var server = await TestServer.StartAsync(io =>
        {
            io.OnConnection(static socket => socket.On("fail", static () => throw new InvalidOperationException("broken")));
            io.Of(static (name, _) => name.StartsWith("/t-", StringComparison.Ordinal));
            io.Of("/refused").Use(static _ => throw new ConnectRefusedException("no"));
        });
        server.Log.Expect("broken");
        using var listener = Listen(server, totals);
        await using (var client = await server.ConnectAsync())
        {
            await client.JoinAsync("/t-1");
            await client.JoinAsync("/t-2");
            await client.SendAsync("""42["fail"]""", """42["x"]""", """42/t-1,["x"]""", "43999[]", "40/refused,");
            await client.ReceiveAsync();

            Assert.Equal(1, totals["sockeye.sockets /"]);
            Assert.Equal(2, totals["sockeye.sockets (pattern)"]);
            Assert.Equal(2, totals["sockeye.packets.received / Event"]);
            Assert.Equal(1, totals["sockeye.packets.received / Ack"]);
            Assert.Equal(1, totals["sockeye.packets.received (pattern) Event"]);
            Assert.Equal(1, totals["sockeye.handler.failures /"]);
            await client.SendAsync("41/t-1,");
            await client.CloseAsync();
            await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
        }

        Assert.Equal(0, totals["sockeye.sockets /"]);
        Assert.Equal(0, totals["sockeye.sockets (pattern)"]);
        Assert.False(totals.ContainsKey("sockeye.sockets /refused"));
    }

    private static MeterListener Listen(TestServer server, ConcurrentDictionary<string, long> totals)
    {
        var factory = server.App.Services.GetService(typeof(IMeterFactory));
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Sockeye" && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var labels = tags.ToArray().OrderBy(static tag => tag.Key.Length).Select(static tag => tag.Value);
            totals.AddOrUpdate($"{instrument.Name} {string.Join(' ', labels)}", value, (_, total) => total + value);
        });
        listener.Start();
        return listener;
    }
}
