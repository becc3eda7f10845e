using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Permissions;

/// <summary>Who may join a room, and what those read who may not.</summary>
public sealed class JoinPermissionTests
{
    [Fact]
    public async Task Join_OfARefusedRoom_IsAnsweredWithTheReason()
    {
        await using var server = await PermissionServer.StartAsync(static rules =>
        {
            rules.For("vip:*").Join(static context => context.User.Identity!.Name == "ann" ? RoomVerdict.Allow : RoomVerdict.Refuse("members only"));
            rules.For("slow:*").Join(static async context =>
            {
                await Task.Yield();
                return context is { Access: RoomAccess.Join, IsMember: false, Room: "slow:1" };
            });
        });
        var (ann, annSocket) = await server.ConnectAsync("ann");
        var (bob, bobSocket) = await server.ConnectAsync("bob");

        await ann.SendAsync("""421["join","vip:1"]""", """422["join","slow:1"]""");
        await ann.ExpectAsync("""431["in"]""", """432["in"]""");
        await bob.SendAsync("""421["join","vip:1"]""");
        await bob.ExpectAsync("""431[{"error":{"message":"members only","data":{"code":"E_FORBIDDEN","room":"vip:1"}}}]""");
        await bob.SendAsync("""422["join","slow:2"]""");
        await bob.ExpectAsync("""432[{"error":{"message":"Forbidden","data":{"code":"E_FORBIDDEN","room":"slow:2"}}}]""");
        await bob.SendAsync("""423["join","tea"]""");
        await bob.ExpectAsync("""433[{"error":{"message":"Forbidden","data":{"code":"E_FORBIDDEN","room":"tea"}}}]""");

        Assert.Equal([annSocket.Id, "slow:1", "vip:1"], annSocket.Rooms.OrderBy(room => room == annSocket.Id ? "" : room, StringComparer.Ordinal));
        Assert.Equal([bobSocket.Id], bobSocket.Rooms);
    }

    [Fact]
    public async Task Join_OfSeveralRoomsOfWhichOneIsRefused_JoinsNone()
    {
        await using var server = await PermissionServer.StartAsync(static rules =>
        {
            rules.For("vip").Join(static _ => RoomVerdict.Refuse("no"));
            rules.For("*").Allow();
        });
        var (client, socket) = await server.ConnectAsync(null, "before");

        await client.SendAsync("""421["join all",["tea","vip","before"]]""");
        await client.ExpectAsync("""431[{"error":{"message":"no","data":{"code":"E_FORBIDDEN","room":"vip"}}}]""");
        Assert.Equal([socket.Id, "before"], socket.Rooms);
        await client.SendAsync("""422["join all",["tea","coffee","before"]]""");
        await client.ExpectAsync("""432["in"]""");

        Assert.Equal([socket.Id, "before", "tea", "coffee"], socket.Rooms);
    }

    [Fact]
    public async Task Join_ByPolicies_AsksThemWithTheRoom()
    {
        await using var server = await PermissionServer.StartAsync(
            static rules =>
            {
                rules.For("named:*").Join("Vip");
                rules.For("given:*").Join(new AuthorizationPolicyBuilder().RequireUserName("ann").Build());
                rules.For("reason:*").Join(new AuthorizationPolicyBuilder().RequireAssertion(static context =>
                {
                    context.Fail(new AuthorizationFailureReason(null!, "it is Sunday"));
                    return false;
                }).Build());
            },
            services: static services => services.AddAuthorization(static options => options.AddPolicy("Vip", static policy => policy.RequireAssertion(
                static context => context.Resource is RoomPermissionContext { Room: "named:1", Access: RoomAccess.Join } asked && asked.User == context.User))));
        var (_, ann) = await server.ConnectAsync("ann");
        var (_, nobody) = await server.ConnectAsync();

        await ann.JoinAsync("named:1");
        await ann.JoinAsync("given:1");
        Assert.Equal("Forbidden", (await Assert.ThrowsAsync<EventRefusedException>(async () => await ann.JoinAsync("named:2"))).Message);
        Assert.Equal("Unauthorized", (await Assert.ThrowsAsync<EventRefusedException>(async () => await nobody.JoinAsync("given:1"))).Message);
        Assert.Equal("it is Sunday", (await Assert.ThrowsAsync<EventRefusedException>(async () => await ann.JoinAsync("reason:1"))).Message);

        Assert.Equal([ann.Id, "named:1", "given:1"], ann.Rooms);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("async")]
    [InlineData("policy")]
    public async Task Join_WhereTheRuleFails_IsRefusedAndLogged(string room)
    {
        await using var server = await PermissionServer.StartAsync(
            static rules =>
            {
                rules.For("sync").Join((Func<RoomPermissionContext, RoomVerdict>)(static _ => throw new InvalidOperationException("broken")));
                rules.For("async").Join(static async _ =>
                {
                    await Task.Yield();
                    throw new InvalidOperationException("broken");
                });
                rules.For("policy").Join("no such policy");
            },
            services: static services => services.AddAuthorization());
        server.Server.Log.Expect("could not be checked");
        var (client, _) = await server.ConnectAsync();

        await client.SendAsync($"""421["join","{room}"]""");

        await client.ExpectAsync($$$$"""431[{"error":{"message":"Internal server error","data":{"code":"E_FORBIDDEN","room":"{{{{room}}}}"}}}]""");
        await server.Server.Log.FindAsync("could not be checked");
    }

    [Fact]
    public async Task Join_WhereTheRuleTakesTooLong_IsRefused()
    {
        var asked = new TaskCompletionSource();
        await using var server = await PermissionServer.StartAsync(
            rules => rules.For("*").Join(async _ =>
            {
                asked.SetResult();
                await new TaskCompletionSource().Task;
                return true;
            }),
            fakeTime: true);
        server.Server.Log.Expect("could not be checked");
        var (client, _) = await server.ConnectAsync();

        await client.SendAsync("""421["join","tea"]""");
        await asked.Task.Within();
        await Waiting.Until(() =>
        {
            server.Server.Time.Advance(TimeSpan.FromSeconds(1));
            return server.Server.Log.Entries.Any(static entry => entry.Text.Contains("could not be checked", StringComparison.Ordinal));
        });

        await client.ExpectAsync("""431[{"error":{"message":"Internal server error","data":{"code":"E_FORBIDDEN","room":"tea"}}}]""");
    }

    [Fact]
    public async Task Join_ByTheApplication_IsNotAsked()
    {
        await using var server = await PermissionServer.StartAsync(static _ => { });
        var (_, socket) = await server.ConnectAsync();

        await server.Namespace.In(socket.Id).SocketsJoinAsync("vip");
        await Assert.ThrowsAsync<EventRefusedException>(async () => await socket.JoinAsync("tea"));

        Assert.Equal([socket.Id, "vip"], socket.Rooms);
    }

    [Fact]
    public async Task Join_InAMiddlewareBeforeTheUserIsKnown_IsAskedAgainWhenConnected()
    {
        await using var server = await PermissionServer.StartAsync(
            static rules => rules.For("*").Join(static context => context.User.Identity?.Name == "ann" ? true : RoomVerdict.Refuse("not you")),
            static io => io
                .Use(static async socket => await socket.JoinAsync("tea"))
                .Use(static socket => socket.User = Users.Named("bob")));
        await using var client = await server.Server.ConnectAsync(auth: """{"user":"ann"}""");

        await client.ExpectAsync("""42["room:withdrawn",{"room":"tea","reason":"not you"}]""");

        Assert.Equal([client.Id], server.Namespace.Sockets[client.Id].Rooms);
    }

    [Fact]
    public async Task UsePermissions_Twice_IsRefused()
    {
        await using var server = await PermissionServer.StartAsync(static _ => { });

        Assert.Throws<InvalidOperationException>(() => server.Namespace.UsePermissions(static _ => { }));
        Assert.Throws<ArgumentOutOfRangeException>(() => server.Server.IO.Of("/n").UsePermissions(static options => options.CheckTimeout = TimeSpan.Zero));
    }
}
