using StackExchange.Redis;

namespace Sockeye.Redis.Tests.Sharded;

/// <summary>Which servers Redis gives a room's broadcasts.</summary>
public sealed class RoomChannelTests
{
    [Theory]
    [InlineData(RedisSubscriptionMode.Dynamic)]
    [InlineData(RedisSubscriptionMode.DynamicPrivate)]
    [InlineData(RedisSubscriptionMode.Static)]
    public async Task Broadcast_ToARoom_ReachesTheServersThatHaveMembers(RedisSubscriptionMode mode)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await StartAsync(redis, mode);
        await using var there = await StartAsync(redis, mode);
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));

        // Without channels of their own, rooms are for all servers, and nobody listens to a room's.
        var mayHaveChannels = mode != RedisSubscriptionMode.Static;
        async Task<int> ListenersAsync(string room) => (int)(await redis.ExecuteAsync("PUBSUB", "SHARDNUMSUB", RedisChannel.Sharded($"socket.io#/#{room}#")))[1];
        Task UntilAsync(string room, int listeners) =>
            Cluster.UntilAsync(Waiting.Limit, async () => await ListenersAsync(room) == (mayHaveChannels ? listeners : 0));
        Assert.Equal(0, await ListenersAsync("room"));
        await UntilAsync(b.Id, mode == RedisSubscriptionMode.DynamicPrivate ? 1 : 0);

        await there.IO.Sockets[b.Id].JoinAsync("room");
        await UntilAsync("room", 1);
        await here.IO.To("room").EmitAsync("to room", 1);
        await here.IO.To(b.Id).EmitAsync("to it", 2);
        Assert.Equal(["""42["to room",1]""", """42["to it",2]"""], (await ReceiveTwoAsync(b)).OrderByDescending(static packet => packet, StringComparer.Ordinal));

        await here.IO.Sockets[a.Id].JoinAsync("room");
        await UntilAsync("room", 2);
        await there.IO.Sockets[b.Id].LeaveAsync("room");
        await UntilAsync("room", 1);
        await here.IO.To("room").EmitAsync("to itself", 3);
        await here.IO.EmitAsync("to all", 4);
        Assert.Equal("""42["to all",4]""", await b.ReceiveAsync());
        await b.ExpectNothingAsync();
    }

    // Those of different channels come in any order.
    private static async Task<string[]> ReceiveTwoAsync(TestClient client) => [await client.ReceiveAsync(), await client.ReceiveAsync()];

    private static Task<TestServer> StartAsync(RedisServer redis, RedisSubscriptionMode mode) => Cluster.StartAsync(
        AdapterKind.Sharded, redis.Address, limits: options => ((RedisShardedAdapterOptions)options).SubscriptionMode = mode);
}
