using System.Security.Claims;

namespace Sockeye.Tests.Presences;

/// <summary>Who is in a room: people, and what those in the room hear of it.</summary>
public sealed class PresenceMemberTests
{
    [Fact]
    public async Task Join_GetsASnapshotAndThenChanges()
    {
        await using var server = await PresenceServer.StartAsync();

        var ann = await server.JoinAsync("ann", name: "Ann");
        await ann.ExpectAsync(
            """42/chat,["presence:snapshot",{"room":"tea","members":[],"count":0,"more":false}]""",
            """42/chat,["presence:joined",{"room":"tea","members":[{"id":"ann","state":"online","info":{"name":"Ann"}}],"count":1}]""");
        var bob = await server.JoinAsync("bob");
        await bob.ExpectAsync("""42/chat,["presence:snapshot",{"room":"tea","members":[{"id":"ann","state":"online","info":{"name":"Ann"}}],"count":1,"more":false}]""");
        await bob.ExpectNothingAsync();
        server.PassWindow();
        foreach (var client in server.Clients)
        {
            await client.ExpectAsync("""42/chat,["presence:joined",{"room":"tea","members":[{"id":"bob","state":"online"}],"count":2}]""");
        }

        Assert.True(server.Presence.SetState("tea", "bob", new { mood = "away" }));
        server.PassWindow();
        await ann.ExpectAsync("""42/chat,["presence:updated",{"room":"tea","members":[{"id":"bob","state":{"mood":"away"}}],"count":2}]""");
        server.PassWindow();
        await server.SocketOf(bob).LeaveAsync("tea");

        await ann.ExpectAsync("""42/chat,["presence:left",{"room":"tea","members":[{"id":"bob"}],"count":1}]""");
        await ann.ExpectNothingAsync();
        Assert.Equal(1, server.Presence.Count("tea"));
        Assert.Equal("ann:\"online\"", server.Members());
        Assert.Equal(0, server.Presence.Count("coffee"));
    }

    [Theory]
    [InlineData(ClaimTypes.NameIdentifier)]
    [InlineData("sub")]
    public async Task Connections_OfOneUser_AreOneMember(string claim)
    {
        Presence presence = null!;
        await using var server = await TestServer.StartAsync(
            io => presence = io.Use(socket =>
            {
                if (socket.Handshake.Auth.GetString("user") is { } user)
                {
                    socket.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(claim, user)], "test"));
                }
            }).MainNamespace.UsePresence(),
            fakeTime: true);
        await using var phone = await server.ConnectAsync(auth: """{"user":"ann"}""");
        await using var desk = await server.ConnectAsync(auth: """{"user":"ann"}""", transport: TestTransport.Polling);
        await using var anonymous = await server.ConnectAsync();

        foreach (var socket in server.IO.Sockets.Values)
        {
            await socket.JoinAsync("tea");
        }

        Assert.Equal(new[] { anonymous.Id, "ann" }.Order(StringComparer.Ordinal), presence.Members("tea").Select(static member => member.Id));
        Assert.Equal(2, presence.Count("tea"));
        await server.IO.Sockets[phone.Id].LeaveAsync("tea");
        Assert.NotNull(presence.Find("tea", "ann"));
        await server.IO.Sockets[desk.Id].LeaveAsync("tea");
        Assert.Null(presence.Find("tea", "ann"));
        Assert.Equal([anonymous.Id], presence.Members("tea").Select(static member => member.Id));
    }

    [Fact]
    public async Task Connection_OfWhoIsThereAlready_KeepsTheStateAndRenewsTheInfo()
    {
        await using var server = await PresenceServer.StartAsync();
        await server.JoinAsync("ann", name: "Ann");
        server.Presence.SetState("tea", "ann", "away");
        var bob = await server.JoinAsync("bob");
        server.PassWindow();
        await bob.DrainAsync();

        await server.JoinAsync("ann", name: "Anne");
        server.PassWindow();

        await bob.ExpectAsync("""42/chat,["presence:updated",{"room":"tea","members":[{"id":"ann","state":"away","info":{"name":"Anne"}}],"count":2}]""");
        await server.JoinAsync("ann", name: "Anne");
        server.PassWindow();
        await bob.ExpectNothingAsync();
    }

    [Fact]
    public async Task Disconnect_WithinTheGracePeriod_IsNoLeave()
    {
        await using var server = await PresenceServer.StartAsync();
        var watcher = await server.JoinAsync("bob");
        var ann = await server.JoinAsync("ann");
        server.Presence.SetState("tea", "ann", "away");
        server.PassWindow();
        await watcher.DrainAsync();

        await server.BreakAsync(ann);
        server.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("ann:\"away\" bob:\"online\"", server.Members());
        ann = await server.JoinAsync("ann");
        server.Time.Advance(TimeSpan.FromSeconds(9));
        await watcher.ExpectNothingAsync();
        Assert.Equal("ann:\"away\" bob:\"online\"", server.Members());

        await server.BreakAsync(ann);
        server.Time.Advance(TimeSpan.FromSeconds(9.5));
        await watcher.ExpectNothingAsync();
        server.Time.Advance(TimeSpan.FromSeconds(1));
        await watcher.ExpectAsync("""42/chat,["presence:left",{"room":"tea","members":[{"id":"ann"}],"count":1}]""");
        Assert.Equal("bob:\"online\"", server.Members());
    }

    [Fact]
    public async Task Disconnect_WithoutAGracePeriod_IsALeave()
    {
        await using var server = await PresenceServer.StartAsync(static options => options.GracePeriod = TimeSpan.Zero);
        var ann = await server.JoinAsync("ann");
        await server.JoinAsync("bob");

        await server.BreakAsync(ann);

        await Waiting.Until(() => server.Members() == "bob:\"online\"");
    }

    [Fact]
    public async Task Changed_IsRaisedInOrderWhateverListenersThrow()
    {
        await using var server = await PresenceServer.StartAsync();
        server.Server.Log.Expect("the listener");
        var changes = new Inbox<string>();
        server.Presence.OnChanged(static _ => throw new InvalidOperationException("the listener"));
        server.Presence.OnChanged(change => changes.Add($"{change.Room} {change.Kind} {change.Member} {change.Member.State} {change.Count}"));

        var ann = await server.JoinAsync("ann");
        server.PassWindow();
        server.Presence.SetState("tea", "ann", 5);
        server.PassWindow();
        await server.SocketOf(ann).LeaveAsync("tea");

        Assert.Equal(["tea Joined ann online 1", "tea Updated ann 5 1", "tea Left ann 5 0"], await changes.NextAsync(3));
    }

    [Fact]
    public async Task Members_InPages_AreEachListedOnce()
    {
        await using var server = await PresenceServer.StartAsync();
        var rooms = server.Presence;
        for (var i = 0; i < 7; i++)
        {
            await server.JoinAsync($"user {i}", name: "x");
        }

        var first = rooms.Members("tea", null, 3);
        var second = rooms.Members("tea", first.Next, 3);
        var third = rooms.Members("tea", second.Next, 3);

        Assert.Equal(7, first.Count);
        Assert.Null(third.Next);
        Assert.Equal(Enumerable.Range(0, 7).Select(static i => $"user {i}"), [.. Ids(first), .. Ids(second), .. Ids(third)]);
        Assert.Null(rooms.Members("tea", null, 7).Next);
        Assert.Empty(rooms.Members("coffee", null, 7).Members);
        Assert.Equal(["tea"], rooms.RoomsOf("user 3"));
        Assert.Equal([KeyValuePair.Create("tea", 7)], rooms.Rooms);
        Assert.Equal("x", rooms.Find("tea", "user 3")!.GetInfo<Dictionary<string, string>>()!["name"]);
        Assert.Equal("online", rooms.Find("tea", "user 3")!.GetState<string>());
    }

    [Fact]
    public async Task Room_WithMoreThanASnapshotHolds_SaysSo()
    {
        await using var server = await PresenceServer.StartAsync(static options => options.MaxSnapshot = 2);
        for (var i = 0; i < 4; i++)
        {
            await server.JoinAsync($"{i}");
        }

        server.PassWindow();
        var late = await server.JoinAsync("late");
        var first = server.Clients[0];

        await late.ExpectAsync(
            """42/chat,["presence:snapshot",{"room":"tea","members":[{"id":"0","state":"online"},{"id":"1","state":"online"}],"count":4,"more":true}]""");

        // Three had come in one window: that is told by a snapshot too.
        Assert.Equal(
            [
                """42/chat,["presence:snapshot",{"room":"tea","members":[],"count":0,"more":false}]""",
                """42/chat,["presence:joined",{"room":"tea","members":[{"id":"0","state":"online"}],"count":1}]""",
                """42/chat,["presence:snapshot",{"room":"tea","members":[{"id":"0","state":"online"},{"id":"1","state":"online"}],"count":4,"more":true}]""",
            ],
            await first.DrainAsync());
    }

    [Fact]
    public async Task Rooms_ThatAreNotIncluded_HaveNoPresence()
    {
        await using var server = await PresenceServer.StartAsync(static options => options.Includes = static room => room[0] != '_');
        var ann = await server.JoinAsync("ann", "_internal");
        await server.SocketOf(ann).JoinAsync(new string('x', 1025));
        await server.SocketOf(ann).JoinAsync("seen");

        await ann.ExpectAsync("""42/chat,["presence:snapshot",{"room":"seen","members":[],"count":0,"more":false}]""");
        Assert.Equal([KeyValuePair.Create("seen", 1)], server.Presence.Rooms);
    }

    private static IEnumerable<string> Ids(PresencePage page) => page.Members.Select(static member => member.Id);
}
