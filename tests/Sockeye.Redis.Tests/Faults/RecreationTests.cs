namespace Sockeye.Redis.Tests.Faults;

/// <summary>A dynamic namespace whose only user reloads the page is closed and made again at the same time.</summary>
public sealed class RecreationTests
{
    private const int Reloads = 2000;

    public static TheoryData<AdapterKind> Adapters => Cluster.Adapters;

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Namespace_ClosedAndMadeAgain_HearsOtherServers(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address, io: static io => io.Of("/n"));
        await using var there = await Cluster.StartAsync(kind, redis.Address, io: static io => io.Of(static (name, _) => name == "/n"));
        await using var one = await there.OpenAsync();
        await using var other = await there.OpenAsync();
        await one.JoinAsync("/n");
        await Cluster.UntilAsync(Waiting.Limit, async () => await here.IO.Of("/n").ServerCountAsync() == 2);
        var (leaver, joiner) = (one, other);

        for (var i = 0; i < Reloads; i++)
        {
            await joiner.DrainAsync(); // it may have heard the last probe before it left
            await Task.WhenAll(leaver.SendAsync("41/n,"), joiner.JoinAsync("/n"));
            await here.IO.Of("/n").EmitAsync("probe", i);
            await joiner.ExpectAsync($"42/n,[\"probe\",{i}]");
            (leaver, joiner) = (joiner, leaver);
        }
    }
}
