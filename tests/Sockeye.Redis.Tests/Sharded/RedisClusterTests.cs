namespace Sockeye.Redis.Tests.Sharded;

/// <summary>The channels of rooms are on different servers of a Redis Cluster.</summary>
public sealed class RedisClusterTests : IAsyncLifetime
{
    private IReadOnlyList<RedisServer> _redis = [];

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartClusterAsync(3);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _redis)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Rooms_OnAllServersOfTheCluster_ReachTheirMembers()
    {
        var address = string.Join(',', _redis.Take(2).Select(static server => server.Address)); // the third is found
        await using var here = await Cluster.StartAsync(AdapterKind.Sharded, address);
        await using var there = await Cluster.StartAsync(
            AdapterKind.Sharded, address, io: static io => io.OnConnection(static socket => socket.On("join", async (string room, Acknowledgement ack) =>
            {
                await socket.JoinAsync(room);
                await ack.SendAsync();
            })));
        await Cluster.UntilAsync(Waiting.Limit, async () => await here.IO.MainNamespace.ServerCountAsync() == 2);
        await using var client = await there.ConnectAsync();
        string[] rooms = [.. Enumerable.Range(0, 12).Select(static number => $"room {number}")];
        foreach (var room in rooms)
        {
            await client.SendAsync($"420[\"join\",\"{room}\"]");
            await client.ExpectAsync("430[]");
        }

        foreach (var room in rooms)
        {
            await here.IO.To(room).EmitAsync("hello", room);
            await client.ExpectAsync($"42[\"hello\",\"{room}\"]");
        }

        Assert.All(await Task.WhenAll(_redis.Select(static server => server.CountSubscriptionsAsync())), static server => Assert.NotEqual(0, server.Sharded));
        Assert.Equal(1, (await here.IO.To(rooms).CountAsync()).Value);
        Assert.Superset(rooms.ToHashSet(), (await here.IO.MainNamespace.AllRoomsAsync()).ToHashSet());
    }

    [Fact]
    public async Task JoinAsync_OfARoomOnAnyServerOfTheCluster_CompletesWhenTheRoomIsListenedTo()
    {
        var address = string.Join(',', _redis.Select(static server => server.Address));
        await using var here = await Cluster.StartAsync(AdapterKind.Sharded, address);
        await using var there = await Cluster.StartAsync(AdapterKind.Sharded, address);
        await Cluster.UntilAsync(Waiting.Limit, async () => await here.IO.MainNamespace.ServerCountAsync() == 2);
        await using var client = await there.ConnectAsync();
        var socket = there.IO.Sockets[client.Id];

        for (var i = 0; i < 500; i++)
        {
            await socket.JoinAsync($"room {i}");
            await here.IO.To($"room {i}").EmitAsync("hello", i);
            await client.ExpectAsync($"42[\"hello\",{i}]");
        }
    }
}
