namespace Sockeye.Redis.Tests.Faults;

/// <summary>A reason comes with the disconnection, from whichever server: an event sent before may go another way, and come too late.</summary>
public sealed class GivenReasonTests
{
    public static TheoryData<AdapterKind> Adapters => Cluster.Adapters;

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task DisconnectSocketsAsync_WithAReason_TellsClientsOfAnotherServer(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await Cluster.StartAsync(kind, redis.Address);
        await using var there = await Cluster.StartAsync(kind, redis.Address);
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync();
        await using var c = await there.ConnectAsync();
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        await b.DrainAsync();
        await c.DrainAsync();

        await here.IO.In(b.Id).DisconnectSocketsAsync(reason: "closing time");
        await here.IO.In(c.Id).DisconnectSocketsAsync();

        await b.ExpectAsync("42[\"disconnect_reason\",\"closing time\"]");
        await b.ExpectAsync("41");
        await c.ExpectAsync("41");
    }
}
