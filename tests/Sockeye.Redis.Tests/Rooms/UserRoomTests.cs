using System.Security.Claims;

namespace Sockeye.Redis.Tests.Rooms;

/// <summary>Users whose sockets are on several servers.</summary>
public sealed class UserRoomTests
{
    public static TheoryData<AdapterKind> Adapters => Cluster.Adapters;

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task User_IsReachedOnAllServers_FromItsWelcomeOn(AdapterKind kind)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var here = await StartAsync(kind, redis);
        await using var there = await StartAsync(kind, redis);
        await using var a = await here.ConnectAsync(auth: """{"user":"ann"}""");
        await using var b = await there.ConnectAsync(auth: """{"user":"bob"}""");
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        await a.DrainAsync();
        await b.DrainAsync();

        // Each is a new user, and is sent to as soon as its client is in.
        for (var i = 0; i < 20; i++)
        {
            await using var client = await there.ConnectAsync(auth: $$"""{"user":"user {{i}}"}""");
            await here.IO.User($"user {i}").EmitAsync("hello");
            await client.ExpectAsync("""42["hello"]""");
        }

        await there.IO.Users("ann", "bob").EmitAsync("both");
        await a.ExpectAsync("""42["both"]""");
        await b.ExpectAsync("""42["both"]""");
        await a.ExpectNothingAsync();
        await b.ExpectNothingAsync();
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task SetUserAsync_Completes_WhenOtherServersReachTheNewUser(AdapterKind kind)
    {
        LiveAuthentication authentication = null!;
        await using var redis = await RedisServer.StartAsync();
        await using var here = await StartAsync(kind, redis);
        await using var there = await StartAsync(kind, redis, io => authentication = io.MainNamespace.UseLiveAuthentication());
        await using var a = await here.ConnectAsync();
        await using var b = await there.ConnectAsync(auth: """{"user":"ann"}""");
        await Cluster.BecomeWholeAsync((here, a), (there, b));
        await b.DrainAsync();

        for (var i = 0; i < 20; i++)
        {
            await authentication.SetUserAsync(there.IO.Sockets[b.Id], Of($"user {i}"));
            await here.IO.User(i == 0 ? "ann" : $"user {i - 1}").EmitAsync("former", i);
            await here.IO.User($"user {i}").EmitAsync("now", i);
            await b.ExpectAsync($"42[\"now\",{i}]");
        }
    }

    private static Task<TestServer> StartAsync(AdapterKind kind, RedisServer redis, Action<SocketIOServer>? io = null) => Cluster.StartAsync(
        kind,
        redis.Address,
        options: static options => options.UserIdClaim = "sub",
        io: server =>
        {
            io?.Invoke(server);
            server.Use(static socket =>
            {
                if (socket.Handshake.Auth.GetString("user") is { } user)
                {
                    socket.User = Of(user);
                }
            });
        });

    private static ClaimsPrincipal Of(string user) => new(new ClaimsIdentity([new Claim("sub", user)], "test"));
}
