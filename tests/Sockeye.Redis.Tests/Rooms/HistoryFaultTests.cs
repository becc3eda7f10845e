using System.Diagnostics;
using StackExchange.Redis;

namespace Sockeye.Redis.Tests.Rooms;

/// <summary>What else is written to the streams of rooms, and a Redis that is not there.</summary>
public sealed class HistoryFaultTests
{
    private const string TeaKey = "socket.io-rooms:history:{1:/:tea}";

    [Fact]
    public async Task Garbage_InTheStream_IsSkippedAndCounted()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await HistoryServer.StartAsync(redis);
        using var skipped = new Counted(server.Server, "sockeye.cluster.messages.skipped");
        var history = server.History;
        var first = await history.AppendAsync("tea", "first");
        object[][] garbage =
        [
            ["x", "y"], ["v", "2", "event", "[\"m\"]"], ["v", "1"], ["event", "[\"m\"]"], ["v", "1", "event", ""], ["v", "1", "event", "{}"], ["v", "1", "event", "[1"],
            ["v", "1", "event", "[\"disconnect\"]"], ["v", "1", "event", (byte[])[(byte)'[', (byte)'"', 0xFF, (byte)'"', (byte)']']], ["v", "1", "event", "[\"m\"]", "sizes", "1"],
            ["v", "1", "event", "[\"m\"]", "sizes", "x", "binary", "1"], ["v", "1", "event", "[\"m\"]", "sizes", "1,1", "binary", "1"], ["v", "1", "event", "[\"m\"]", "sizes", "-1", "binary", ""],
            ["v", "1", "event", "[\"m\"]", "sizes", "99999999999", "binary", "x"], ["v", "1", "event", "[\"m\",{\"_placeholder\":true,\"num\":5}]", "sizes", "1", "binary", "x"],
        ];
        foreach (var fields in garbage)
        {
            await redis.ExecuteAsync("XADD", [TeaKey, "*", .. fields]);
        }

        var last = await history.AppendAsync("tea", "last");

        Assert.Equal([first, last], Offsets(await history.ReadAsync("tea", limit: 2)));
        Assert.Equal(garbage.Length, skipped.Value);
        Assert.Equal([last], Offsets(await history.ReadAsync("tea", since: first, limit: 1)));
        await redis.ExecuteAsync("SET", "socket.io-rooms:history:{1:/:coffee}", "no stream");
        await Assert.ThrowsAsync<ClusterPublishException>(() => history.ReadAsync("coffee"));
        await Assert.ThrowsAsync<ClusterPublishException>(async () => await history.AppendAsync("coffee", "m"));
        await history.AppendAsync("tea", "still works");
    }

    [Fact]
    public async Task Entries_Damaged_HarmNobody()
    {
        const int Seeds = 800;
        await using var redis = await RedisServer.StartAsync();
        await using var server = await HistoryServer.StartAsync(redis);
        await using var client = await server.JoinAsync();
        await server.History.AppendAsync("tea", "m", new { text = "é" }, new byte[] { 1, 2, 3 }, new byte[] { 4 });
        var fields = (RedisResult[])((RedisResult[])((RedisResult[])(await redis.ExecuteAsync("XRANGE", TeaKey, "-", "+"))!)[0]!)[1]!;
        for (var seed = 0; seed < Seeds; seed++)
        {
            object[] damaged = [.. fields.Select(static field => (byte[])field!)];
            var at = seed % damaged.Length;
            damaged[at] = Mutation.Of((byte[])damaged[at], seed);
            await redis.ExecuteAsync("XADD", [TeaKey, "*", .. damaged]);
        }

        var last = await server.History.AppendAsync("tea", "last");

        var read = 0;
        for (var page = await server.History.ReadAsync("tea", last: 100); ; page = await server.History.ReadAsync("tea", before: page.Messages[0].Offset, limit: 100))
        {
            read += page.Messages.Count;
            Assert.All(page.Messages, static message => Assert.InRange(message.Arguments.Count, 0, 100));
            if (!page.HasMore)
            {
                break;
            }
        }

        // Where the damage is in the text alone, a message may still be one.
        Assert.InRange(read, 2, Seeds);
        await client.SendAsync("""421["history:read","tea",{"last":1}]""");
        Assert.Contains(last, await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_AwayAndBack_CostsOnlyWhatWasSaidMeanwhile()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await HistoryServer.StartAsync(redis, static options => options.ReplayOnJoin = 10);
        await using var client = await server.JoinAsync();
        await client.ExpectAsync("""42["history",{"room":"tea","messages":[],"more":false}]""");

        await redis.KillAsync();
        await Assert.ThrowsAsync<ClusterPublishException>(async () => await server.History.EmitAsync("tea", "m", 1));
        await client.ExpectAsync("""42["m",1]""");
        await client.SendAsync("""421["history:read","tea"]""");
        await client.ExpectAsync("""431[{"error":{"message":"the store does not answer at the moment","data":{"code":"E_UNAVAILABLE"}}}]""");
        await redis.BeginAsync();
        string? offset = null;
        await Cluster.UntilAsync(Cluster.Recovery, async () =>
        {
            try
            {
                offset = await server.History.EmitAsync("tea", "m", 2);
                return true;
            }
            catch (ClusterPublishException)
            {
                return false;
            }
        });

        while (await client.ReceiveAsync() is var packet && packet != $"""42["m",2,"{offset}"]""")
        {
            Assert.Equal("""42["m",2]""", packet);
        }

        Assert.Equal([offset], Offsets(await server.History.ReadAsync("tea")));
        Assert.InRange((long)await redis.ExecuteAsync("PTTL", TeaKey), 1, long.MaxValue);
    }

    [Fact]
    public async Task Redis_Frozen_HoldsUpNobodyForLong()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await HistoryServer.StartAsync(redis);
        await using var client = await server.JoinAsync();
        await redis.FreezeAsync();
        var clock = Stopwatch.StartNew();

        var sending = Enumerable.Range(0, 20).Select(i => server.History.EmitAsync("tea", "m", i)).ToArray();
        await client.ExpectAsync([.. Enumerable.Range(0, 20).Select(static i => $"""42["m",{i}]""")]);

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(4));
        await redis.ThawAsync();
        foreach (var task in sending)
        {
            await Assert.ThrowsAsync<ClusterPublishException>(() => task.Within());
        }
    }

    private static IEnumerable<string> Offsets(RoomMessagePage page) => page.Messages.Select(static message => message.Offset);
}
