using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Sockeye.Redis.Tests.Faults;

/// <summary>Redis is there and does not answer for two seconds: that concerns other servers only, and what waits for it is bounded.</summary>
public sealed class SlowRedisTests
{
    private const int MayWait = 20;
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(2);

    public static TheoryData<AdapterKind> Adapters => Cluster.Adapters;

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Emit_WhileRedisIsSlow_ServesThisServerAtOnceAndOthersLater(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address, limits: static options => options.MaxPendingPublishes = MayWait);
        await using var there = await Cluster.StartAsync(kind, redis.Address);
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        await a.DrainAsync();
        await b.DrainAsync();

        await redis.FreezeAsync();
        var clock = Stopwatch.StartNew();
        var emits = Enumerable.Range(0, MayWait + 5).Select(number => here.IO.Published.EmitAsync("e", number).AsTask()).ToArray();
        await a.ExpectAsync([.. Enumerable.Range(0, emits.Length).Select(static number => $"42[\"e\",{number}]")]);
        Assert.All(emits[..MayWait], static emit => Assert.False(emit.IsCompleted));
        foreach (var refused in emits[MayWait..])
        {
            await Assert.ThrowsAsync<ClusterPublishException>(() => refused);
        }

        Assert.Equal(HealthStatus.Degraded, await Cluster.HealthAsync(here));
        await b.ExpectNothingAsync();
        Assert.False((await here.IO.Timeout(TimeSpan.FromMilliseconds(100)).FetchSocketsAsync()).IsComplete);
        if (clock.Elapsed < Slowness)
        {
            await Task.Delay(Slowness - clock.Elapsed);
        }

        await redis.ThawAsync();
        await Task.WhenAll(emits[..MayWait]).Within();
        await b.ExpectAsync([.. Enumerable.Range(0, MayWait).Select(static number => $"42[\"e\",{number}]")]);
        await Cluster.BecomeWholeAsync((here, a), (there, b));
    }
}
