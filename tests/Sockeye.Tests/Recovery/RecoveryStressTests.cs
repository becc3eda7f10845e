namespace Sockeye.Tests.Recovery;

/// <summary>Clients are cut and come back at random, while the backend is read late or at once: nothing that was emitted is lost, and nothing is left.</summary>
public sealed class RecoveryStressTests
{
    private const int Clients = 5;
    private const int Steps = 250;

    // The clock stays within a ping interval.
    private const int MaxAdvances = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Streams_WithCutsAndLateReading_LoseNothing(int seed)
    {
        var log = new LoopbackLog();
        await using var server = await log.StartAsync();
        await RunAsync(server, new Random(seed), log);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Memory_WithCuts_LosesNothingAndDoublesNothing(int seed)
    {
        await using var server = await RecoveryTests.StartAsync();
        await RunAsync(server, new Random(seed), null);
    }

    private static async Task RunAsync(TestServer server, Random random, LoopbackLog? log)
    {
        var clients = Enumerable.Range(0, Clients).Select(_ => new Life(server)).ToArray();
        var emitted = 0;
        var advances = 0;
        foreach (var client in clients)
        {
            await client.ComeAsync(emitted);
        }

        for (var step = 0; step < Steps; step++)
        {
            var client = clients[random.Next(clients.Length)];
            switch (random.Next(log is null ? 6 : 9))
            {
                case 0:
                    await client.CutAsync();
                    break;
                case 1:
                    await client.ComeAsync(emitted);
                    break;
                case 2:
                    await client.ReadAsync();
                    break;
                case 6:
                    log!.Holds = true;
                    break;
                case 7:
                    log!.Holds = false;
                    break;
                case 8 when advances++ < MaxAdvances:
                    server.Time.Advance(TimeSpan.FromMilliseconds(300));
                    break;
                default:
                    await server.IO.EmitAsync("n", emitted++);
                    break;
            }
        }

        if (log is not null)
        {
            log.Holds = false;
            await Waiting.Until(() => ((IClusterEventLog)server.IO.MainNamespace.Adapter).Position == $"{emitted}");
        }

        foreach (var client in clients)
        {
            await client.ComeAsync(emitted);
            await client.ReadAsync();
            var got = client.Got;
            Assert.Equal([], Enumerable.Range(client.Since, emitted - client.Since).Except(got));

            // What the backend shows too late is sent without a position: then it may come again.
            Assert.True(log is not null || got.SequenceEqual(Enumerable.Range(client.Since, emitted - client.Since)));
            await client.DisposeAsync();
        }

        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
        await Waiting.Until(() => server.IO.Sockets.Count == 0 && server.IO.MainNamespace.Adapter.Rooms.Count == 0);
    }

    private sealed class Life(TestServer server) : IAsyncDisposable
    {
        private readonly RecoveringClient _client = new(server);
        private bool _isThere;

        public List<int> Got { get; } = [];

        /// <summary>The first event that was emitted after it came.</summary>
        public int Since { get; private set; } = -1;

        public async Task ComeAsync(int next)
        {
            if (_isThere)
            {
                return;
            }

            _isThere = true;
            Take(await _client.ConnectAsync());
            Assert.Equal(Since >= 0, _client.Recovered);
            Since = Since < 0 ? next : Since;
        }

        public async Task CutAsync()
        {
            if (_isThere)
            {
                _isThere = false;
                await _client.LoseAsync();
            }
        }

        public async Task ReadAsync()
        {
            if (_isThere)
            {
                Take(await _client.DrainAsync());
            }
        }

        public ValueTask DisposeAsync() => _client.DisposeAsync();

        private void Take(IEnumerable<string> events) => Got.AddRange(events.Select(static e => int.Parse(e[2..], System.Globalization.CultureInfo.InvariantCulture)));
    }
}
