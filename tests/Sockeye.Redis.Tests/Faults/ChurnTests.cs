using System.Globalization;

namespace Sockeye.Redis.Tests.Faults;

/// <summary>Rooms and namespaces come and go: Redis remembers nothing of them.</summary>
public sealed class ChurnTests
{
    private const int Rooms = 10_000;
    private const int Namespaces = 1000;
    private const int NamespacesOfAVisit = 200;

    public static TheoryData<AdapterKind> Adapters => Cluster.Adapters;

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task Subscriptions_AfterManyRoomsAndNamespaces_AreAsBefore(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await Cluster.StartAsync(kind, redis.Address, io: static io => io.Of(static (name, _) => name.StartsWith("/n", StringComparison.Ordinal)));
        await using var a = await server.ConnectAsync();
        await Cluster.BecomeWholeAsync((server, a));
        var before = await redis.CountSubscriptionsAsync();
        var socket = server.IO.Sockets[a.Id];
        string[] rooms = [.. Enumerable.Range(0, Rooms).Select(static i => "room" + i.ToString(CultureInfo.InvariantCulture))];

        await Task.WhenAll(rooms.Select(room => socket.JoinAsync(room).AsTask())).WaitAsync(TimeSpan.FromSeconds(60));
        if (kind == AdapterKind.Sharded)
        {
            await Cluster.UntilAsync(Waiting.Limit, async () => (await redis.CountSubscriptionsAsync()).Sharded == before.Sharded + Rooms);
        }

        await Task.WhenAll(rooms.Select(room => socket.LeaveAsync(room).AsTask())).WaitAsync(TimeSpan.FromSeconds(60));
        await Task.WhenAll(rooms.Select(async room =>
        {
            await socket.JoinAsync(room);
            await socket.LeaveAsync(room);
        })).WaitAsync(TimeSpan.FromSeconds(60));
        for (var visit = 0; visit < Namespaces; visit += NamespacesOfAVisit)
        {
            await using var visitor = await server.OpenAsync();
            for (var i = visit; i < visit + NamespacesOfAVisit; i++)
            {
                await visitor.JoinAsync($"/n{i}");
            }

            Assert.NotEqual(before, await redis.CountSubscriptionsAsync());
        }

        await Cluster.UntilAsync(Waiting.Limit, async () => await redis.CountSubscriptionsAsync() == before);
        Assert.Single(server.IO.Namespaces);
    }
}
