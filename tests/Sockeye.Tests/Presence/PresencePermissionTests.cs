using Sockeye.Tests.Permissions;

namespace Sockeye.Tests.Presences;

/// <summary>What permissions mean for presence.</summary>
public sealed class PresencePermissionTests
{
    [Fact]
    public async Task Update_AsksForTheRightToSend()
    {
        await using var server = await StartAsync(static rules =>
        {
            rules.For("news").Allow().Send(static who => who.User.Identity?.Name == "ann" ? true : RoomVerdict.Refuse("editors only"));
            rules.For("*").Allow();
        });
        var (ann, _) = await server.ConnectAsync("ann", "news");
        var (bob, _) = await server.ConnectAsync("bob", "news", "tea");
        await ann.DrainAsync();
        await bob.DrainAsync();

        await bob.SendAsync("""421["presence:update","news","away"]""");
        await bob.ExpectAsync("""431[{"error":{"message":"editors only","data":{"code":"E_FORBIDDEN"}}}]""");
        await bob.SendAsync("""422["presence:update","tea","away"]""");
        Assert.Contains("""432[{"room":"tea"}]""", await bob.DrainAsync());
        await ann.SendAsync("""421["presence:update","news","away"]""");
        Assert.Contains("""431[{"room":"news"}]""", await ann.DrainAsync());
    }

    [Fact]
    public async Task Update_OfWhoLeavesWhileTheRuleIsAsked_SetsNothing()
    {
        var asked = new Inbox<string>();
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await StartAsync(rules => rules.For("*").Allow().Send(async who =>
        {
            asked.Add(who.Room);
            await answer.Task;
            return true;
        }));
        var (bob, socket) = await server.ConnectAsync("bob", "tea");
        var (_, other) = await server.ConnectAsync("bob", "tea");
        await bob.DrainAsync();

        await bob.SendAsync("""421["presence:update","tea","away"]""");
        Assert.Equal("tea", await asked.NextAsync());
        await socket.LeaveAsync("tea");
        answer.SetResult();

        await bob.ExpectAsync("""431[{"error":{"message":"not in the room","data":{"code":"E_NOT_IN_ROOM"}}}]""");
        Assert.Equal("online", _presence.Find("tea", "bob")!.State.GetString());
        Assert.True(other.IsIn("tea"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task News_InTheMomentOfJoining_DoNotReachWhoIsNotKnownToSeeThem(bool maySee)
    {
        await using var server = await StartAsync(rules => rules.For("*").Allow().Presence(who => maySee || who.User.Identity?.Name == "ann"));
        await server.ConnectAsync("ann", "tea");
        var (bob, socket) = await server.ConnectAsync("bob");
        server.Namespace.Adapter.OnRoomJoined((room, id) =>
        {
            if (room == "tea" && id == bob.Id)
            {
                _presence.SetState("tea", "ann", "away");
            }
        });

        await socket.JoinAsync("tea");

        var told = await bob.DrainAsync();
        if (maySee)
        {
            Assert.StartsWith("""42["presence:snapshot",""", told[0], StringComparison.Ordinal);
        }
        else
        {
            Assert.Empty(told);
        }
    }

    [Fact]
    public async Task News_InTheMomentOfJoining_FollowTheSnapshot()
    {
        Presence presence = null!;
        await using var scene = await Scene.StartAsync(2, io => presence = io.MainNamespace.UsePresence(static options => options.CoalescingWindow = TimeSpan.Zero));
        await scene[0].JoinAsync("tea");
        scene.Namespace.Adapter.OnRoomJoined((room, id) =>
        {
            if (room == "tea" && id == scene[1].Id)
            {
                presence.SetState("tea", scene[0].Id, "away");
            }
        });

        await scene[1].JoinAsync("tea");

        Assert.StartsWith("""42["presence:snapshot",""", (await scene.Clients[1].DrainAsync())[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recheck_OfTheRightToPresence_EndsAndBeginsTheNews()
    {
        var maySee = true;
        await using var server = await StartAsync(rules => rules.For("*").Allow().Presence(_ => Volatile.Read(ref maySee)));
        await server.ConnectAsync("ann", "tea");
        var (bob, _) = await server.ConnectAsync("bob", "tea");
        await bob.DrainAsync();

        Volatile.Write(ref maySee, false);
        await server.Permissions.RecheckAsync("tea");
        _presence.SetState("tea", "ann", "away");
        Assert.Empty(await bob.DrainAsync());

        Volatile.Write(ref maySee, true);
        await server.Permissions.RecheckAsync("tea");
        var snapshot = Assert.Single(await bob.DrainAsync());
        Assert.StartsWith("""42["presence:snapshot",{"room":"tea","members":[{"id":"ann","state":"away"}""", snapshot, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_ThatTheApplicationRefuses_SetsNothing()
    {
        await using var scene = await Scene.StartAsync(1, io => _presence = io.MainNamespace.UsePresence(static options => options.OnUpdating = static async update =>
        {
            await Task.Yield();
            Assert.Equal((update.Socket.Id, "tea"), (update.MemberId, update.Room));
            return update.State.GetString() == "rude" ? RoomVerdict.Refuse("be nice") : true;
        }));
        await scene[0].JoinAsync("tea");
        var client = scene.Clients[0];
        await client.DrainAsync();

        await client.SendAsync("""421["presence:update","tea","rude"]""");
        await client.ExpectAsync("""431[{"error":{"message":"be nice","data":{"code":"E_FORBIDDEN"}}}]""");
        Assert.Equal("online", _presence.Find("tea", scene[0].Id)!.State.GetString());
        await client.SendAsync("""422["presence:update","tea","kind"]""");
        await Waiting.Until(() => _presence.Find("tea", scene[0].Id)!.State.GetString() == "kind");
    }

    private Presence _presence = null!;

    private Task<PermissionServer> StartAsync(Action<RoomPermissionOptions> rules) => PermissionServer.StartAsync(
        rules,
        io => _presence = io.MainNamespace.UsePresence(static options =>
        {
            options.CoalescingWindow = TimeSpan.Zero;
            options.Identify = static socket => socket.User.Identity?.Name;
        }));
}
