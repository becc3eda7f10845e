using System.Text.Json;

namespace Sockeye.Redis.Tests.Faults;

/// <summary>
/// Recovery over streams under each kind of outage. A client is never told that it is recovered if it has lost something that reached Redis, nothing hangs, and all is exact again afterwards.
/// </summary>
public sealed class RecoveryOutageTests : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _toDispose = [];

    [Theory]
    [InlineData(Outage.Killed)]
    [InlineData(Outage.Hanging)]
    [InlineData(Outage.FailedOver)]
    [InlineData(Outage.OutOfMemory)]
    public async Task Recovery_AroundAnOutage_IsExactOrAFreshSession(Outage outage)
    {
        var primary = Keep(await RedisServer.StartAsync());
        var replica = outage == Outage.FailedOver ? Keep(await StartReplicaAsync(primary)) : null;
        var address = replica is null ? primary.Address : $"{primary.Address},{replica.Address}";
        var here = Keep(await StartAsync(address));
        var there = Keep(await StartAsync(address));
        var stays = Keep(new RecoveringClient(here));
        var goes = Keep(new RecoveringClient(here));
        var goesEarlier = Keep(new RecoveringClient(here));
        foreach (var client in new[] { stays, goes, goesEarlier })
        {
            await client.ConnectAsync();
        }

        await EmitAsync(there, 1);
        await stays.ExpectAsync("n 1");
        await goes.ExpectAsync("n 1");
        await goesEarlier.ExpectAsync("n 1");
        await goesEarlier.LoseAsync();

        // Sent after the session was: Redis has both.
        await EmitAsync(here, 2);
        await stays.ExpectAsync("n 2");
        await goes.ExpectAsync("n 2");
        if (replica is not null)
        {
            // It waits for what its own connection has written, and for all before that.
            await primary.ExecuteAsync("SET", "marker", 1);
            Assert.Equal(1, (int)await primary.ExecuteAsync("WAIT", 1, 0));
        }

        await BeginAsync(outage, primary);
        var unsent = here.IO.EmitAsync("n", 3);
        await stays.ExpectAsync("n 3");
        await goes.ExpectAsync("n 3");
        await goes.LoseAsync();
        await goes.ConnectAsync();
        Assert.False(goes.Recovered && outage != Outage.Hanging);
        await EndAsync(outage, primary, replica);
        await unsent.Within();

        // What was kept before the outage is exact, or gone with what Redis had. What Redis was not given is nobody's promise.
        await BecomeExactAsync(here, there, stays);
        await EmitAsync(there, 4);
        goesEarlier.MoveTo(there);
        var missed = await goesEarlier.ConnectAsync();
        Assert.Equal(outage != Outage.Killed, goesEarlier.Recovered);
        if (goesEarlier.Recovered)
        {
            Assert.Equal(["n 2", "n 4"], missed.Where(static item => item is "n 2" or "n 4"));
            Assert.Equal(2, missed.Count(static item => item == "n 0"));
        }

        // Afterwards everybody recovers, to either server, with exactly what was missed.
        await stays.ExpectAsync("n 4");
        foreach (var (client, first) in new[] { (stays, 10), (goes, 20), (goesEarlier, 30) })
        {
            await client.Connection.DrainAsync();
            await EmitAsync(there, first);
            await client.ExpectAsync($"n {first}");
            await client.LoseAsync();
            await EmitAsync(here, first + 1);
            await EmitAsync(there, first + 2);
            client.MoveTo(there);
            Assert.Equal([$"n {first + 1}", $"n {first + 2}"], await client.ConnectAsync());
            Assert.True(client.Recovered);
        }
    }

    [Fact]
    public async Task Recovery_WithoutRedisAtTheStart_WorksWhenItHasCome()
    {
        var redis = Keep(RedisServer.Reserve());
        var here = Keep(await StartAsync(redis.Address));
        var there = Keep(await StartAsync(redis.Address));
        var client = Keep(new RecoveringClient(here));
        await client.ConnectAsync();
        await here.IO.EmitAsync("alone", 0);
        await client.ExpectAsync("alone 0");
        await client.LoseAsync();
        await client.ConnectAsync();
        Assert.False(client.Recovered);

        await redis.BeginAsync();
        await BecomeExactAsync(here, there, client);
        await client.LoseAsync();
        await EmitAsync(here, 1);
        client.MoveTo(there);

        Assert.Equal(["n 1"], await client.ConnectAsync());
        Assert.True(client.Recovered);
    }

    [Fact]
    public async Task Recovery_AfterItsServerWasKilled_IsAFreshSession()
    {
        var redis = Keep(await RedisServer.StartAsync());
        var here = Keep(await StartAsync(redis.Address));
        var killed = Keep(await FixtureProcess.StartAsync(AdapterKind.Streams, redis.Address, "--recovery", "120000"));
        await using var before = await TestClient.OpenAsync(killed.Url, "/socket.io/", TestTransport.WebSocket);
        await before.SendAsync("40");
        var welcome = JsonElement.Parse((await before.ReceiveAsync())[2..]);
        await killed.KillAsync();

        // Nobody was left to keep the session: the client is not told anything else.
        var client = Keep(new RecoveringClient(here) { PrivateId = welcome.GetProperty("pid").GetString() });
        Assert.Empty(await client.ConnectAsync());
        Assert.False(client.Recovered);
        await client.LoseAsync();
        await EmitAsync(here, 1);

        Assert.Equal(["n 1"], await client.ConnectAsync());
        Assert.True(client.Recovered);
    }

    public async ValueTask DisposeAsync()
    {
        _toDispose.Reverse();
        foreach (var item in _toDispose)
        {
            await item.DisposeAsync();
        }
    }

    private static Task<TestServer> StartAsync(string redis) =>
        Cluster.StartAsync(AdapterKind.Streams, redis, options: static options => options.ConnectionStateRecovery = new RecoveryOptions());

    private static async Task<RedisServer> StartReplicaAsync(RedisServer primary)
    {
        var replica = await RedisServer.StartAsync();
        await replica.ExecuteAsync("REPLICAOF", "127.0.0.1", primary.Port);
        await Cluster.UntilAsync(Waiting.Limit, async () => (await replica.ExecuteAsync("ROLE")) is { Length: > 3 } role && (string?)role[3] == "connected");
        return replica;
    }

    private static async Task BeginAsync(Outage outage, RedisServer redis) => await (outage switch
    {
        Outage.Hanging => redis.FreezeAsync(),
        Outage.OutOfMemory => redis.ExecuteAsync("CONFIG", "SET", "maxmemory", 1),
        _ => redis.KillAsync(),
    });

    private static async Task EndAsync(Outage outage, RedisServer redis, RedisServer? replica) => await (outage switch
    {
        Outage.Hanging => redis.ThawAsync(),
        Outage.OutOfMemory => redis.ExecuteAsync("CONFIG", "SET", "maxmemory", 0),
        Outage.FailedOver => replica!.ExecuteAsync("REPLICAOF", "NO", "ONE"),
        _ => redis.BeginAsync(),
    });

    private static Task EmitAsync(TestServer server, int number) => server.IO.Published.EmitAsync("n", number).Within();

    // The client gets events of both servers with their positions, so what was sent before has come; and both servers keep sessions.
    private static async Task BecomeExactAsync(TestServer here, TestServer there, RecoveringClient client)
    {
        foreach (var server in new[] { here, there })
        {
            await Cluster.UntilAsync(Cluster.Recovery, async () =>
            {
                await server.IO.EmitAsync("probe");
                return (await client.Connection.DrainAsync()).Any(static packet => packet.StartsWith("42[\"probe\",\"", StringComparison.Ordinal));
            });
            await EmitAsync(server, 0);
            while (await client.NextAsync() != "n 0")
            {
                // A probe, or what had to wait for Redis.
            }

            await using var scout = new RecoveringClient(server);
            await scout.ConnectAsync();
            await Cluster.UntilAsync(Cluster.Recovery, async () =>
            {
                await scout.LoseAsync();
                await scout.ConnectAsync();
                return scout.Recovered;
            });
        }
    }

    private T Keep<T>(T item)
        where T : IAsyncDisposable
    {
        _toDispose.Add(item);
        return item;
    }
}
