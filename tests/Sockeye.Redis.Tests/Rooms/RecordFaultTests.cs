namespace Sockeye.Redis.Tests.Rooms;

/// <summary>A Redis that goes away, forgets, or holds what others wrote.</summary>
public sealed class RecordFaultTests
{
    [Fact]
    public async Task Redis_AwayAndBackEmpty_LeavesAllAgreed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RecordServer.StartAsync(redis);
        await using var other = await RecordServer.StartAsync(redis);
        await other.JoinAsync("tea");
        await one.Records.CreateAsync("tea", "Tea");
        await one.Records.CreateAsync("gone", "Gone");
        await RecordServer.AgreeAsync(one, other);

        await redis.KillAsync();
        await Assert.ThrowsAsync<ClusterPublishException>(() => one.Records.CreateAsync("coffee", "Coffee"));
        Assert.Equal("Tea", one.Records.Find("tea")!.Value);
        await redis.BeginAsync();
        await Cluster.UntilAsync(Waiting.Limit, async () =>
        {
            try
            {
                return await one.Records.CreateAsync("tea", "New tea") is { Record.Value: "New tea" };
            }
            catch (ClusterPublishException)
            {
                return false;
            }
        });

        await Waiting.Until(() => one.Records.Count == 1 && other.Records.Count == 1 && one.Records.Find("tea")?.Members == 1);
        await RecordServer.AgreeAsync(one, other);
        await Waiting.Until(() => other.Changes.Contains("Deleted gone v1 Gone Deleted"));
    }

    [Fact]
    public async Task Redis_ThatWentBackToAnOlderState_IsFollowed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RecordServer.StartAsync(redis);
        await using var other = await RecordServer.StartAsync(redis);
        await one.Records.CreateAsync("tea", "Tea");
        string[] keys = ["socket.io-rooms:records:{/}", "socket.io-rooms:records:{/}:changes", "socket.io-rooms:records:{/}:ended", "socket.io-rooms:records:{/}:state"];
        var before = new List<byte[]?>();
        foreach (var key in keys)
        {
            before.Add((byte[]?)await redis.ExecuteAsync("DUMP", key));
        }

        await one.Records.UpdateAsync("tea", static _ => "lost");
        await other.Records.CreateAsync("lost", "lost");
        await RecordServer.AgreeAsync(one, other);

        // As a replica does that is promoted before it has heard of the last changes.
        for (var i = 0; i < keys.Length; i++)
        {
            await redis.ExecuteAsync("DEL", keys[i]);
            if (before[i] is { } dump)
            {
                await redis.ExecuteAsync("RESTORE", keys[i], 0, dump);
            }
        }

        await one.Records.CreateAsync("after", "After");

        await Waiting.Until(() => one.Records.Count == 2 && other.Records.Count == 2 && one.Records.Find("tea")?.Value == "Tea");
        await RecordServer.AgreeAsync(one, other);
    }

    [Fact]
    public async Task Server_ThatHearsNothing_EndsNoRooms()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RecordServer.StartAsync(redis);
        await using var other = await RecordServer.StartAsync(redis);
        foreach (var server in (RecordServer[])[one, other])
        {
            await server.JoinAsync("tea");
        }

        await one.Records.CreateAsync("tea", "Tea", new RoomRecordLifetime { EndsWithLastMember = true });
        await Waiting.Until(() => one.Records.Find("tea")?.Members == 2 && other.Records.Find("tea")?.Members == 2);

        // Commands work, and no messages come.
        await redis.ExecuteAsync("ACL", "SETUSER", "default", "resetchannels");
        await redis.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        Assert.Equal("x", (await one.Records.CreateAsync("meanwhile", "x")).Record!.Value);
        await Waiting.Until(() => other.Records.Find("meanwhile") is not null);

        // Who does not hear even itself takes nobody for lost.
        Assert.Equal((2, 2), (one.Records.Find("tea")?.Members, other.Records.Find("tea")?.Members));
        await redis.ExecuteAsync("ACL", "SETUSER", "default", "allchannels");
        await redis.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");

        await Waiting.Until(() => one.Records.Find("tea")?.Members == 2 && other.Records.Find("tea")?.Members == 2);
        Assert.DoesNotContain(one.Changes, static change => change.StartsWith("Deleted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Garbage_InRedis_IsSkipped()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var one = await RecordServer.StartAsync(redis);
        await one.Records.CreateAsync("tea", "Tea");
        string[] garbage =
        [
            string.Empty, "x", "1 2 3 4 1 0", "1 2 3 4 1 0 {", "-1 2 3 4 1 0 5", "1 2 3 4 1 99999999999999999999 5", "1 2 9223372036854775807 4 1 0 \"\ud83c\"",
            "1 2 3 4 1 0 0123456789abcde 5", "1 2 3 4 1 0 0123456789abcdeg 5", "1 2 3 4 1 0 0123456789abcdef", "1 2 3 4 1 0 0123456789abcdef {",
        ];
        for (var i = 0; i < garbage.Length; i++)
        {
            await redis.ExecuteAsync("HSET", "socket.io-rooms:records:{/}", $"garbage {i}", garbage[i]);
            await redis.ExecuteAsync("ZADD", "socket.io-rooms:records:{/}:changes", 10 + i, $"garbage {i}");
        }

        await redis.ExecuteAsync("ZADD", "socket.io-rooms:records:{/}:ended", "1e18", "9x");
        await redis.ExecuteAsync("ZADD", "socket.io-rooms:records:{/}:ended", "1e18", string.Empty);
        await using var late = await RecordServer.StartAsync(redis);
        await late.Records.UpdateAsync("tea", static _ => "TEA");
        await late.Records.CreateAsync("garbage 0", "now a record");

        Assert.Equal("TEA", (await one.Records.GetAsync("tea"))!.Value);
        await Waiting.Until(() => one.Records.Find("garbage 0") is not null);
        await redis.ExecuteAsync("SET", "socket.io-rooms:records:{/}", "no hash");
        await Assert.ThrowsAsync<ClusterPublishException>(() => one.Records.CreateAsync("coffee", "x"));
        Assert.Equal("TEA", one.Records.Find("tea")!.Value);
    }
}
