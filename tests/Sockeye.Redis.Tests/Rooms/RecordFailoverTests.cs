namespace Sockeye.Redis.Tests.Rooms;

/// <summary>The Redis that was written to dies, and a replica takes its place that had not heard of the last changes.</summary>
public sealed class RecordFailoverTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)] // servers hear nothing of each other afterwards: the revisions show no gap
    public async Task Replica_BehindAndPromoted_IsFollowedByAllServers(bool isHeard)
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync();
        await replica.ExecuteAsync("REPLICAOF", "127.0.0.1", primary.Port);
        await Cluster.UntilAsync(Waiting.Limit, async () => (await replica.ExecuteAsync("ROLE")) is { Length: > 3 } role && (string?)role[3] == "connected");
        var both = $"{primary.Address},{replica.Address}";
        await using var one = await RecordServer.StartAsync(both, static options => options.EmptyGrace = TimeSpan.FromMinutes(1));
        await using var other = await RecordServer.StartAsync(both, static options => options.EmptyGrace = TimeSpan.FromMinutes(1));
        await other.JoinAsync("party");
        await one.Records.CreateAsync("tea", "Tea");

        // It waits for what its own connection has written, and for all before that.
        await primary.ExecuteAsync("SET", "marker", 1);
        Assert.Equal(1, (int)await primary.ExecuteAsync("WAIT", 1, 5000));

        // What is written now reaches the primary and the servers only.
        await replica.FreezeAsync();
        await primary.ExecuteAsync("CLIENT", "KILL", "TYPE", "replica");
        await one.Records.UpdateAsync("tea", static _ => "lost");
        await one.Records.CreateAsync("ghost", "Ghost");
        await one.Records.CreateAsync("party", "Party", new RoomRecordLifetime { EndsWithLastMember = true });
        await Waiting.Until(() => other.Records.Count == 3 && other.Records.Find("tea")!.Value == "lost" && other.Records.Find("party")!.Members == 1);
        await primary.KillAsync();
        await replica.ThawAsync();
        await replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
        if (!isHeard)
        {
            await replica.ExecuteAsync("ACL", "SETUSER", "default", "resetchannels");
            await replica.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
        }

        // Each server finds the new primary for itself, which takes StackExchange.Redis up to two seconds.
        await Cluster.UntilAsync(Waiting.Limit, async () => await Record.ExceptionAsync(() => one.Records.CreateAsync("after", "After")) is null);

        foreach (var server in (RecordServer[])[one, other])
        {
            await Waiting.Until(() =>
                server.Records.Find("ghost") is null && server.Records.Find("tea")?.Value == "Tea" && server.Records.Find("party")?.Value == "Party" && server.Records.Count == 3);
        }
    }
}
