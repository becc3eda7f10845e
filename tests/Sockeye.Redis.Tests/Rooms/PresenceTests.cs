namespace Sockeye.Redis.Tests.Rooms;

/// <summary>Presence over a real Redis: servers that die, and a Redis that does.</summary>
public sealed class PresenceTests
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Server_KilledAsACrashDoes_TakesItsMembersWithItOnAllServers()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await PresenceServer.StartAsync(redis, AdapterKind.PubSub, Heartbeat);
        await using var there = await PresenceServer.StartAsync(redis, AdapterKind.Sharded, Heartbeat);
        await using var process = await FixtureProcess.StartRoomsAsync(redis.Address, Heartbeat);
        await using var ann = await here.JoinAsync("ann");
        await using var bob = await there.JoinAsync("bob");
        await using var cid = await process.ConnectAsync("""{"user":"cid","name":"Cid"}""");
        await cid.SendAsync("""42/chat,1["join","tea"]""");
        foreach (var server in new[] { here, there })
        {
            await Waiting.Until(() => server.Members() == "ann:\"online\" bob:\"online\" cid:\"online\"");
        }

        // Asked here, set there.
        Assert.True(here.Presence.SetState("tea", "cid", "away"));
        await Waiting.Until(() => there.Members() == "ann:\"online\" bob:\"online\" cid:\"away\"");
        Assert.Equal("Cid", there.Presence.Find("tea", "cid")!.Info?.GetProperty("name").GetString());

        await process.KillAsync();

        foreach (var server in new[] { here, there })
        {
            await Cluster.UntilAsync(Cluster.Recovery, () => Task.FromResult(server.Members() == "ann:\"online\" bob:\"online\""));
        }
    }

    [Fact]
    public async Task Redis_KilledAndBack_LeavesAllServersOfOneMind()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await PresenceServer.StartAsync(redis, AdapterKind.Sharded, Heartbeat / 2);
        await using var there = await PresenceServer.StartAsync(redis, AdapterKind.Sharded, Heartbeat / 2);
        await using var ann = await here.JoinAsync("ann");
        await using var bob = await there.JoinAsync("bob");
        await Waiting.Until(() => here.Members() == there.Members() && here.Presence.Count("tea") == 2);

        await redis.KillAsync();
        await here.LeaveAsync(ann);
        await using var cid = await here.JoinAsync("cid");
        await using var dan = await there.JoinAsync("dan");
        Assert.True(there.Presence.SetState("tea", "dan", "away"));

        // Who hears nothing, not even itself, takes nobody for lost.
        await Waiting.Until(() => here.Members() == "bob:\"online\" cid:\"online\"" && there.Members() == "ann:\"online\" bob:\"online\" dan:\"away\"");
        await redis.BeginAsync();

        await Waiting.Until(() => here.Members() == "bob:\"online\" cid:\"online\" dan:\"away\"");
        await Waiting.Until(() => there.Members() == here.Members());
    }

    [Fact]
    public async Task Server_WithoutPresence_ListensToNoneAndSendsNothing()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var without = await Cluster.StartAsync(AdapterKind.PubSub, redis.Address);
        await using var client = await without.ConnectAsync();
        await without.IO.Sockets[client.Id].JoinAsync("tea");
        async Task<int> ListenersAsync() => ((string[])(await redis.ExecuteAsync("PUBSUB", "CHANNELS", "*rooms*"))!).Length;
        Assert.Equal(0, await ListenersAsync());

        await using var server = await PresenceServer.StartAsync(redis, AdapterKind.PubSub, Heartbeat);

        await Cluster.UntilAsync(Cluster.Recovery, async () => await ListenersAsync() == 2);
    }
}
