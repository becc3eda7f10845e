using System.Collections.Concurrent;
using System.Security.Claims;

namespace Sockeye.Redis.Tests.Rooms;

/// <summary>Permissions that are withdrawn on one server, for the sockets of another.</summary>
public sealed class PermissionTests
{
    private readonly ConcurrentDictionary<string, bool> _refused = new();

    [Theory]
    [InlineData(AdapterKind.PubSub)]
    [InlineData(AdapterKind.Sharded)]
    public async Task Recheck_OnOneServer_TakesOutTheSocketsOfAnother(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        var permissions = new List<RoomPermissions>();
        await using var here = await StartAsync(redis, kind, permissions);
        await using var there = await StartAsync(redis, kind, permissions);
        await using var client = await there.ConnectAsync();
        var socket = there.IO.Sockets[client.Id];
        socket.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", "ann")]));
        await socket.JoinAsync("vip:1", "vip:2", "tea");

        _refused["vip:1"] = true;
        await permissions[0].RecheckAsync("vip:*");
        await client.ExpectAsync("""42["room:withdrawn",{"room":"vip:1","reason":"Forbidden"}]""");
        _refused["tea"] = true;
        await permissions[0].RecheckUserAsync("ann");
        await client.ExpectAsync("""42["room:withdrawn",{"room":"tea","reason":"Forbidden"}]""");

        Assert.Equal([socket.Id, "vip:2"], socket.Rooms);
    }

    // Nobody hears it while Redis is away. The next heartbeat says that there was something.
    [Fact]
    public async Task Recheck_WhileRedisIsAway_IsMadeUpForWhenItIsBack()
    {
        await using var redis = await RedisServer.StartAsync();
        var permissions = new List<RoomPermissions>();
        await using var here = await StartAsync(redis, AdapterKind.Sharded, permissions);
        await using var there = await StartAsync(redis, AdapterKind.Sharded, permissions);
        await using var client = await there.ConnectAsync();
        await there.IO.Sockets[client.Id].JoinAsync("vip:1");
        await redis.KillAsync();

        _refused["vip:1"] = true;
        await Assert.ThrowsAsync<ClusterPublishException>(async () => await permissions[0].RecheckAsync("vip:1"));
        await redis.BeginAsync();

        await client.ExpectAsync("""42["room:withdrawn",{"room":"vip:1","reason":"Forbidden"}]""");
    }

    private Task<TestServer> StartAsync(RedisServer redis, AdapterKind kind, List<RoomPermissions> permissions) => Cluster.StartAsync(
        kind,
        redis.Address,
        rooms: static options => options.HeartbeatInterval = TimeSpan.FromMilliseconds(500),
        io: io => permissions.Add(io.MainNamespace.UsePermissions(rules => rules.For("*").Join(context => !_refused.ContainsKey(context.Room)))));
}
