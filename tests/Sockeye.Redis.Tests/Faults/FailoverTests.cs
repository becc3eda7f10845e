using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sockeye.Redis.Tests.Faults;

/// <summary>The Redis that was written to dies, and its replica takes its place.</summary>
public sealed class FailoverTests
{
    public static TheoryData<AdapterKind> Adapters => Cluster.Adapters;

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Promotion_OfTheReplica_MakesTheServersOneAgain(AdapterKind kind)
    {
        await using var primary = await RedisServer.StartAsync();
        await using var replica = await RedisServer.StartAsync();
        await replica.ExecuteAsync("REPLICAOF", "127.0.0.1", primary.Port);
        await Cluster.UntilAsync(Waiting.Limit, async () => (await replica.ExecuteAsync("ROLE")) is { Length: > 3 } role && (string?)role[3] == "connected");
        var both = $"{primary.Address},{replica.Address}";
        await using var here = await Cluster.StartAsync(kind, both);
        await using var there = await Cluster.StartAsync(kind, both);
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        await a.DrainAsync();
        await b.DrainAsync();

        await primary.KillAsync();
        await Cluster.UntilAsync(Cluster.Recovery, async () => await Cluster.HealthAsync(here) == HealthStatus.Degraded);
        var alone = here.IO.Published.EmitAsync("alone").AsTask();
        await a.ExpectAsync("""42["alone"]""");
        if (kind == AdapterKind.Streams)
        {
            await Assert.ThrowsAsync<ClusterPublishException>(() => alone);
        }
        else
        {
            await Record.ExceptionAsync(() => alone); // a replica that is alone carries messages, but no entries of streams
        }


        await replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
        await Cluster.BecomeWholeAsync((here, a), (there, b));
    }
}
