using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sockeye.Redis.Tests.Faults;

/// <summary>Redis is not there: each server goes on by itself, and all of them are one again soon after it has come back.</summary>
public sealed class OutageTests
{
    // Nobody who is on the same server may wait for Redis; the machine that runs the tests may be busy.
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("SOCKEYE_OUTAGE_SECONDS") ?? "3", CultureInfo.InvariantCulture));

    public static TheoryData<AdapterKind> Adapters => Cluster.Adapters;

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Start_WithoutRedis_ServesAndBecomesWholeWhenItComes(AdapterKind kind)
    {
        await using var redis = RedisServer.Reserve();
        await using var here = await Cluster.StartAsync(kind, redis.Address);
        await using var there = await Cluster.StartAsync(kind, redis.Address);
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();

        await here.IO.EmitAsync("alone");
        await Assert.ThrowsAsync<ClusterPublishException>(async () => await here.IO.Published.EmitAsync("alone"));

        await a.ExpectAsync("""42["alone"]""", """42["alone"]""");
        await b.ExpectNothingAsync();
        Assert.Equal(HealthStatus.Degraded, await Cluster.HealthAsync(here));
        var found = await here.IO.FetchSocketsAsync();
        Assert.Single(found);
        Assert.False(found.IsComplete);
        await redis.BeginAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Start_WithoutRedis_BecomesWholeIfItComesDuringTheFirstAttempt(AdapterKind kind)
    {
        await using var redis = RedisServer.Reserve();
        await using var here = await Cluster.StartAsync(kind, redis.Address);
        await using var a = await here.ConnectAsync();

        // The first attempts to connect are not over yet: StackExchange.Redis does not look every second before that.
        await redis.BeginAsync();

        await Cluster.BecomeWholeAsync((here, a));
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Kill_UnderLoad_LosesOnlyWhatOtherServersWereToHear(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address, io: static io => io.Of("/load"));
        await using var there = await Cluster.StartAsync(kind, redis.Address, io: static io => io.Of("/load"));
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await using var listener = await here.ConnectAsync("/load");
        await using var remote = await there.ConnectAsync("/load");
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        using var unpublished = new Counted(here, "sockeye.cluster.messages.unpublished");
        var load = new Load(here.IO.Of("/load"), listener);
        await using (load)
        {
            await remote.ExpectAsync(load.PacketOf(0));

            await redis.KillAsync();
            var outage = Task.Delay(Outage);
            await Cluster.UntilAsync(Cluster.Recovery, async () => await Cluster.HealthAsync(here) == HealthStatus.Degraded);
            await using (var newcomer = await here.ConnectAsync())
            {
                await here.IO.Local.EmitAsync("welcome");
                await newcomer.ExpectAsync("""42["welcome"]""");
            }

            await outage;
            await redis.BeginAsync();
            await Cluster.BecomeWholeAsync((here, a), (there, b));
            var lost = load.Unpublished;
            var sent = load.Sent;
            await Cluster.UntilAsync(Cluster.Recovery, () => Task.FromResult(load.Sent > sent));
            Assert.Equal(lost, load.Unpublished);
        }

        Assert.InRange(load.Slowest, TimeSpan.Zero, Prompt);
        Assert.InRange(load.Unpublished, 1, load.Sent);
        Assert.InRange(unpublished.Value, load.Unpublished, long.MaxValue);
        var heard = new List<string>();
        while (heard is [] || heard[^1] != load.PacketOf(load.Sent - 1))
        {
            heard.Add(await remote.ReceiveAsync());
        }

        // What was lost is lost; what came, came once and in order.
        var all = Enumerable.Range(1, load.Sent - 1).Select(load.PacketOf).ToArray();
        Assert.Equal(all.Where(heard.ToHashSet(StringComparer.Ordinal).Contains), heard);
    }
}
