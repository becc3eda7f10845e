using System.Diagnostics;

namespace Sockeye.Redis.Tests.Faults;

/// <summary>Recovery over streams while Redis is away or hangs: own sockets hardly notice, and everything ends as it should.</summary>
public sealed class RecoveryFaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Emit_WhileRedisIsAway_ReachesOwnSocketsAtOnceAndInOrder(bool killed)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await StartAsync(redis);
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await server.IO.EmitAsync("before");
        await client.ExpectAsync("before");

        await (killed ? redis.KillAsync() : redis.FreezeAsync());
        var clock = Stopwatch.StartNew();
        Task[] emits = [.. Enumerable.Range(0, 20).Select(number => TryAsync(server.IO.EmitAsync("n", number)))];
        for (var i = 0; i < emits.Length; i++)
        {
            await client.Connection.ExpectAsync($"42[\"n\",{i}]");
        }

        for (var i = 0; i < 20; i++)
        {
            _ = TryAsync(server.IO.Sockets[client.Id].EmitAsync("own", i));
            await client.Connection.ExpectAsync($"42[\"own\",{i}]");
        }

        // All of it together, on a machine that has other things to do: it waited 2 s for each once.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"{clock.Elapsed}");
        await (killed ? redis.BeginAsync() : redis.ThawAsync());
        await Task.WhenAll(emits).Within();
        await Cluster.UntilAsync(Cluster.Recovery, async () =>
        {
            var probe = Guid.NewGuid();
            await TryAsync(server.IO.EmitAsync("probe", probe));
            return (await client.Connection.ReceiveAsync()).StartsWith($"42[\"probe\",\"{probe}\",\"", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Cut_WhileRedisIsAway_EndsTheSocketAndRunsItsHandlers()
    {
        var ended = new Inbox<string>();
        await using var redis = await RedisServer.StartAsync();
        await using var server = await StartAsync(redis, io => io.OnConnection(async socket =>
        {
            socket.OnDisconnect(reason => ended.Add(reason.Name));
            await socket.JoinAsync("room");
        }));
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();

        await redis.KillAsync();
        _ = TryAsync(server.IO.EmitAsync("n"));
        client.Connection.Abort();

        Assert.Equal(DisconnectReason.TransportClose, await ended.NextAsync());
        Assert.Empty(server.IO.Sockets);
        Assert.Empty(server.IO.MainNamespace.Adapter.Rooms);
        await redis.BeginAsync();
    }

    [Fact]
    public async Task Cut_OfASocketWhoseDataCannotBeWritten_EndsItAndItsSiblings()
    {
        var ended = new Inbox<string>();
        await using var redis = await RedisServer.StartAsync();
        await using var server = await StartAsync(redis, io =>
        {
            io.Of("/other").OnConnection(socket => socket.OnDisconnect(_ => ended.Add("/other")));
            io.OnConnection(socket =>
            {
                socket.OnDisconnect(_ => ended.Add("/"));
                socket.Data.Set(new Dictionary<string, object> { ["type"] = typeof(string) });
            });
        });
        await using var client = await server.OpenAsync();
        await client.SendAsync("40", "40/other,");
        await client.ReceiveAsync();
        await client.ReceiveAsync();

        client.Abort();

        Assert.Equal(["/", "/other"], (await ended.NextAsync(2)).Order());
        Assert.Empty(server.IO.Sockets);
    }

    [Fact]
    public async Task Recovery_OfMoreThanASessionMayMiss_IsAFreshSessionAndNotALockOut()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await StartAsync(redis, recovery: static options => options.MaxBytesPerSession = 1000);
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await server.IO.EmitAsync("seen");
        await client.ExpectAsync("seen");
        await client.LoseAsync();
        await server.IO.EmitAsync("missed", new string('x', 2000));

        Assert.Empty(await client.ConnectAsync());
        Assert.False(client.Recovered);
        await client.LoseAsync();
        await server.IO.EmitAsync("missed");

        Assert.Equal(["missed"], await client.ConnectAsync());
        Assert.True(client.Recovered);
    }

    private static Task<TestServer> StartAsync(RedisServer redis, Action<SocketIOServer>? io = null, Action<RecoveryOptions>? recovery = null) => Cluster.StartAsync(
        AdapterKind.Streams,
        redis.Address,
        options: options =>
        {
            options.ConnectionStateRecovery = new RecoveryOptions();
            recovery?.Invoke(options.ConnectionStateRecovery);
        },
        io: io);

    private static async Task TryAsync(ValueTask emit)
    {
        try
        {
            await emit;
        }
        catch (ClusterPublishException)
        {
            // Redis is away: the sockets of this server have it.
        }
    }
}
