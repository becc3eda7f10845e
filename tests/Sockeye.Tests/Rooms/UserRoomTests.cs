using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Rooms;

/// <summary>Users as targets: all sockets of a user, wherever they are, and no others.</summary>
public sealed class UserRoomTests
{
    [Fact]
    public async Task User_ReachesAllSocketsOfTheUserAndNoOthers()
    {
        await using var scene = await StartAsync("ann", "bob", "ann", "");

        await scene.IO.User("ann").EmitAsync("a");
        await scene.Namespace.Users("ann", "bob").EmitAsync("ab");
        await scene[0].User("ann").EmitAsync("others of ann");
        await scene[0].Volatile.Users("ann", "bob").EmitAsync("volatile");
        await scene.IO.Except(scene[0].Id).User("ann").EmitAsync("second");
        await scene.IO.User("nobody").EmitAsync("never");

        Assert.Equal(
            [
                """42["a"] 42["ab"]""",
                """42["ab"] 42["volatile"]""",
                """42["a"] 42["ab"] 42["others of ann"] 42["volatile"] 42["second"]""",
                "",
            ],
            await scene.DrainAsync());
    }

    [Fact]
    public async Task Users_WithoutAny_ReachesNobody()
    {
        await using var scene = await StartAsync("ann", "");

        await scene.IO.Users().EmitAsync("never");

        Assert.Equal(["", ""], await scene.DrainAsync());
    }

    [Fact]
    public async Task User_IsATargetOfEverythingThatATargetIs()
    {
        await using var scene = await StartAsync("ann", "bob", "ann");

        Assert.Equal(2, (await scene.IO.User("ann").CountAsync()).Value);
        Assert.Equal(3, (await scene.IO.Users("ann", "bob").CountAsync()).Value);
        Assert.Equal([scene[0].Id, scene[2].Id], (await scene.IO.User("ann").FetchSocketsAsync()).Select(static socket => socket.Id));
        await scene.IO.User("ann").SocketsJoinAsync("tea");
        await scene.IO.To("tea").User("bob").EmitAsync("either");
        Assert.Equal(["""42["either"]""", """42["either"]""", """42["either"]"""], await scene.DrainAsync());
        var acks = scene.IO.User("bob").EmitWithAckAsync("ask");
        await scene.Clients[1].ExpectAsync("""420["ask"]""");
        await scene.Clients[1].SendAsync("430[5]");
        Assert.Equal(5, Assert.Single((await acks.Within()).Answers).Arguments.Get<int>(0));
        await scene.IO.User("ann").DisconnectSocketsAsync();
        Assert.Equal([scene[1].Id], scene.Namespace.Sockets.Keys);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UserId_OfAClaimOrAFunction_IsTheUsers(bool byClaim)
    {
        await using var server = await TestServer.StartAsync(
            static io => io.Use(static socket => socket.User = Users.Named("ann", ("account", "7"))),
            options =>
            {
                if (byClaim)
                {
                    options.UserIdClaim = "account";
                }
                else
                {
                    options.UserId = static user => user.FindFirst("account")?.Value;
                }
            });
        await using var client = await server.ConnectAsync();

        Assert.Equal("7", server.IO.Sockets[client.Id].UserId);
        await server.IO.User("7").EmitAsync("hello");
        await client.ExpectAsync("""42["hello"]""");
    }

    [Fact]
    public async Task UserId_OfTheHandshakesUser_IsKnownToMiddlewares()
    {
        var seen = new Inbox<string?>();
        await using var server = await TestServer.StartAsync(
            io => io.Use(socket => seen.Add(socket.UserId)),
            static options => options.UserId = static user => user.Identity?.Name ?? "nameless");
        await using var client = await server.ConnectAsync();

        Assert.Equal("nameless", await seen.NextAsync());
        await server.IO.User("nameless").EmitAsync("hello");
        await client.ExpectAsync("""42["hello"]""");
    }

    [Fact]
    public async Task User_WithoutTheOption_SaysWhatToDo()
    {
        await using var scene = await Scene.StartAsync(1);

        var refused = Assert.Throws<InvalidOperationException>(() => scene.IO.User("ann"));

        Assert.Contains("UserIdClaim", refused.Message);
        Assert.Null(scene[0].UserId);
    }

    [Theory]
    [InlineData("sub", true)]
    [InlineData(" ", false)]
    public async Task Options_ThatMakeNoSense_AreRefused(string claim, bool both)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => TestServer.StartAsync(options: options =>
        {
            options.UserIdClaim = claim;
            options.UserId = both ? static _ => "x" : null;
        }));
    }

    [Fact]
    public async Task UserId_ThatThrows_RefusesTheClientAndIsLogged()
    {
        await using var server = await TestServer.StartAsync(options: static options => options.UserId = static _ => throw new InvalidOperationException("secret"));
        server.Log.Expect("secret");
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");

        await client.ExpectAsync("""44{"message":"Internal server error"}""");
        Assert.Empty(server.IO.Sockets);
    }

    [Fact]
    public async Task SettingTheUser_MovesTheSocketAtOnce()
    {
        await using var scene = await StartAsync("ann");

        scene[0].User = Users.Named("bob");
        await scene.IO.User("ann").EmitAsync("ann");
        await scene.IO.User("bob").EmitAsync("bob");
        scene[0].User = new ClaimsPrincipal(new ClaimsIdentity());
        await scene.IO.Users("ann", "bob").EmitAsync("none");

        Assert.Null(scene[0].UserId);
        Assert.Equal(["""42["bob"]"""], await scene.DrainAsync());
    }

    [Fact]
    public async Task SettingTheUser_WhileOthersSend_LeavesNothingOfTheFormerUserBehindIt()
    {
        await using var scene = await StartAsync("ann");
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                // Who is sent to is said by the user at that moment: the other one must not get it.
                var user = scene[0].User.Identity!.Name!;
                await scene.IO.User(user).EmitAsync("to", user);
            }
        });

        for (var i = 0; i < 500; i++)
        {
            var (now, before) = i % 2 == 0 ? ("bob", "ann") : ("ann", "bob");
            scene[0].User = Users.Named(now);
            await scene.IO.User(before).EmitAsync("wrong");
        }

        await stop.CancelAsync();
        await sending.Within();
        Assert.DoesNotContain("wrong", Assert.Single(await scene.DrainAsync()));
    }

    [Fact]
    public async Task Sockets_ThatEnd_LeaveNothing()
    {
        await using var scene = await StartAsync("ann", "ann");

        await scene.IO.User("ann").DisconnectSocketsAsync();
        scene[0].User = Users.Named("bob");

        Assert.Equal(0, (await scene.IO.Users("ann", "bob").CountAsync()).Value);
        Assert.False(scene.Rooms.Contains(UserRoom.Of("ann")));
        Assert.False(scene.Rooms.Contains(UserRoom.Of("bob")));
    }

    [Fact]
    public async Task Refused_Client_IsNoLongerOfItsUser()
    {
        await using var server = await TestServer.StartAsync(
            static io => io.Use(static socket =>
            {
                socket.User = Users.Named("ann");
                throw new ConnectRefusedException("no");
            }),
            static options => options.UserIdClaim = ClaimTypes.NameIdentifier);
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");
        await client.ExpectAsync("""44{"message":"no"}""");

        Assert.False(server.IO.MainNamespace.Adapter.Rooms.Contains(UserRoom.Of("ann")));
    }

    [Fact]
    public async Task User_OnAnotherServer_IsReachedTooAndCounted()
    {
        var cluster = new LoopbackCluster();
        await using var here = await StartAsync(cluster.Services, "ann", "bob");
        await using var there = await StartAsync(cluster.Services, "ann");

        await here.IO.User("ann").EmitAsync("all");
        await here.IO.User("ann").Local.EmitAsync("here");
        await there.IO.User("bob").EmitAsync("bob");

        Assert.Equal(["""42["all"] 42["here"]""", """42["bob"]"""], await here.DrainAsync());
        Assert.Equal(["""42["all"]"""], await there.DrainAsync());
        Assert.Equal(2, (await there.IO.User("ann").CountAsync()).Value);
        Assert.Equal(2, (await there.IO.User("ann").FetchSocketsAsync()).Count);
        await there.IO.User("ann").SocketsJoinAsync("tea");
        Assert.Equal(2, (await here.IO.To("tea").CountAsync()).Value);
    }

    /// <summary>A server with a client of each of some users; of nobody for an empty name.</summary>
    internal static Task<Scene> StartAsync(params string[] users) => StartAsync(static _ => { }, users);

    internal static async Task<Scene> StartAsync(Action<IServiceCollection> services, params string[] users)
    {
        var next = new Queue<string>(users);
        return await Scene.StartAsync(
            users.Length,
            io => io.Use(socket =>
            {
                if (next.TryDequeue(out var name) && name.Length > 0)
                {
                    socket.User = Users.Named(name);
                }
            }),
            options: static options => options.UserIdClaim = ClaimTypes.NameIdentifier,
            services: services);
    }
}
