using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Presences;

/// <summary>Applications that throw, sockets that come too early or leave too soon, namespaces that end.</summary>
public sealed class PresenceRobustnessTests
{
    [Fact]
    public async Task Application_ThatThrows_BreaksNoJoin()
    {
        await using var server = await PresenceServer.StartAsync(static options =>
        {
            var identify = options.Identify;
            options.Identify = socket => identify(socket) is "unknown" ? throw new InvalidOperationException("who") : identify(socket);
            options.Describe = static socket => socket.Handshake.Auth.GetString("name") switch
            {
                "throws" => throw new InvalidOperationException("what"),
                "cycle" => new Node(),
                "long" => new string('x', 5000),
                "bytes" => new { bytes = new byte[] { 1 } },
                var name => name,
            };
            options.Includes = static room => room == "bad" ? throw new InvalidOperationException("which") : true;
        });
        foreach (var expected in (string[])["who", "what", "which", "cycle", "left out"])
        {
            server.Server.Log.Expect(expected);
        }

        var unknown = await server.JoinAsync("unknown");
        await server.SocketOf(unknown).JoinAsync("bad");
        await server.JoinAsync("throws", name: "throws");
        await server.JoinAsync("cycle", name: "cycle");
        await server.JoinAsync("long", name: "long");
        await server.JoinAsync("bytes", name: "bytes");
        await server.JoinAsync("ann", name: "Ann");
        await server.JoinAsync(new string('x', 1025));
        server.PassWindow();

        Assert.Equal(["tea"], server.Presence.Rooms.Select(static room => room.Key));
        Assert.Equal("ann:\"online\" bytes:\"online\" cycle:\"online\" long:\"online\" throws:\"online\"", server.Members());
        Assert.Equal(["ann"], server.Presence.Members("tea").Where(static member => member.Info is not null).Select(static member => member.Id));
        Assert.Contains(await unknown.DrainAsync(), static packet => packet.Contains("\"ann\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Options_ThatMakeNoSense_AreRefused()
    {
        await using var server = await TestServer.StartAsync();
        void Refuses(Action<PresenceOptions> configure) => Assert.ThrowsAny<ArgumentException>(() => server.IO.MainNamespace.UsePresence(configure));

        Refuses(static options => options.GracePeriod = TimeSpan.FromSeconds(-1));
        Refuses(static options => options.GracePeriod = TimeSpan.FromDays(1));
        Refuses(static options => options.CoalescingWindow = TimeSpan.FromHours(1));
        Refuses(static options => options.MaxPage = 0);
        Refuses(static options => options.MaxConnections = 0);
        Refuses(static options => options.MaxConnections = 101);
        Refuses(static options => options.MaxStateBytes = 100_000);
        Refuses(static options => options.InitialState = new string('x', 2000));
        Refuses(static options => options.Identify = null!);
        server.IO.MainNamespace.UsePresence();
        Assert.Throws<InvalidOperationException>(() => server.IO.MainNamespace.UsePresence());
    }

    [Fact]
    public async Task Join_InAMiddleware_CountsWhoIsLetIn()
    {
        await using var server = await PresenceServer.StartAsync(before: static ns => ns
            .Use(static async socket =>
            {
                await socket.JoinAsync("left", "tea");
                await socket.LeaveAsync("left");
            })
            .Use(static socket =>
            {
                if (socket.Handshake.Auth.GetString("user") == "mallory")
                {
                    throw new ConnectRefusedException("no");
                }
            }));
        await using var refused = await server.Server.OpenAsync();
        await refused.SendAsync("""40/chat,{"user":"mallory"}""");
        await refused.ExpectAsync("""44/chat,{"message":"no"}""");

        var ann = await server.ConnectAsync("ann");

        await ann.ExpectAsync(
            """42/chat,["presence:snapshot",{"room":"tea","members":[],"count":0,"more":false}]""",
            """42/chat,["presence:joined",{"room":"tea","members":[{"id":"ann","state":"online"}],"count":1}]""");
        await refused.ExpectNothingAsync();
        Assert.Equal([KeyValuePair.Create("tea", 1)], server.Presence.Rooms);
    }

    [Fact]
    public async Task ComingAndGoing_WithinAWindow_IsNotToldAndAfterwardsTogether()
    {
        await using var server = await PresenceServer.StartAsync(static options => options.Identify = static socket => socket.Handshake.Auth.GetString("user") is { Length: > 0 } id ? id : null);
        var watcher = await server.JoinAsync(string.Empty);
        var ann = server.SocketOf(await server.ConnectAsync("ann"));
        await watcher.DrainAsync();

        // The room is empty again each time, which must not make it a new one.
        for (var i = 0; i < 50; i++)
        {
            await ann.JoinAsync("tea");
            server.Presence.SetState("tea", "ann", i);
            await ann.LeaveAsync("tea");
            server.Time.Advance(TimeSpan.FromMilliseconds(20));
        }

        // A second has gone by: four windows, and what came first.
        Assert.InRange((await watcher.DrainAsync()).Count, 1, 6);
        server.PassWindow();
        Assert.Empty(server.Presence.Rooms);
        await watcher.DrainAsync();
        await ann.JoinAsync("tea");
        await watcher.ExpectAsync("""42/chat,["presence:joined",{"room":"tea","members":[{"id":"ann","state":"online"}],"count":1}]""");
    }

    [Fact]
    public async Task Members_WhoComeAndGoAllAtATime_AreTheTrueOnesInTheEnd()
    {
        await using var server = await PresenceServer.StartAsync(static options => options.GracePeriod = TimeSpan.Zero);
        var clients = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => server.Server.ConnectAsync("/chat", auth: $$"""{"user":"user {{i % 8}}"}""")));
        server.Clients.AddRange(clients);
        var sockets = clients.Select(server.SocketOf).ToArray();

        await Task.WhenAll(sockets.Select((socket, number) => Task.Run(async () =>
        {
            var random = new Random(number);
            for (var i = 0; i < 300; i++)
            {
                var room = $"room {random.Next(3)}";
                await (random.Next(2) == 0 ? socket.JoinAsync(room) : socket.LeaveAsync(room));
                server.Presence.SetState(room, $"user {number % 8}", i);
                if (i % 50 == 0)
                {
                    server.Time.Advance(TimeSpan.FromMilliseconds(100));
                }
            }
        }))).Within();

        // Whoever changes a room last may leave the telling to another thread.
        await Waiting.Until(() => Enumerable.Range(0, 3).Select(static i => $"room {i}").All(room =>
            server.Presence.Members(room).Select(static member => member.Id).SequenceEqual(
                sockets.Where(socket => socket.IsIn(room)).Select(static socket => socket.Handshake.Auth.GetString("user")!).Distinct().Order(StringComparer.Ordinal))));

        // And who listened to everything has the same picture.
        server.PassWindow();
        server.PassWindow();
        foreach (var client in clients.Where(client => server.SocketOf(client).IsIn("room 0")))
        {
            var seen = new PresenceView("room 0");
            foreach (var packet in await client.DrainAsync())
            {
                seen.Hear(packet["42/chat,".Length..]);
            }

            Assert.Equal(server.Members("room 0"), seen.ToString());
        }
    }

    [Fact]
    public async Task Namespace_ThatIsRemovedWhenEmpty_StaysWhileSomebodyMayComeBack()
    {
        Presence? presence = null;
        await using var server = await TestServer.StartAsync(
            io =>
            {
                io.OnNamespaceCreated(ns => presence = PresenceServer.Use(ns));
                io.Of(static (name, _) => name == "/room");
            },
            static options => options.CleanupEmptyChildNamespaces = true,
            fakeTime: true);
        await using var ann = await server.ConnectAsync("/room", auth: """{"user":"ann"}""");
        var ns = server.IO.Namespaces.Single(static ns => ns.Name == "/room");
        await ns.Sockets[ann.Id].JoinAsync("tea");
        ann.Abort();
        await Waiting.Until(() => ns.Sockets.Count == 0);
        server.Time.Advance(TimeSpan.FromSeconds(5));

        await using var again = await server.ConnectAsync("/room", auth: """{"user":"ann"}""");
        await server.IO.Namespaces.Single(static ns => ns.Name == "/room").Sockets[again.Id].JoinAsync("tea");

        Assert.Same(ns, server.IO.Namespaces.Single(static ns => ns.Name == "/room"));
        server.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(1, presence!.Count("tea"));
        again.Abort();
        await Waiting.Until(() => ns.Sockets.Count == 0);
        Assert.Contains(ns, server.IO.Namespaces);
        server.Time.Advance(TimeSpan.FromSeconds(11));
        await Waiting.Until(() => !server.IO.Namespaces.Contains(ns));
        Assert.Equal(0, presence.Count("tea"));
    }

    [Fact]
    public async Task Namespace_WithoutPresence_PaysNothing()
    {
        var hub = new TestHub();
        var backends = 0;
        await using var without = await TestServer.StartAsync(services: services => services.AddSocketIO().UseRoomBackend(_ =>
        {
            backends++;
            throw new NotSupportedException();
        }));
        await using var client = await without.ConnectAsync();
        await without.IO.Sockets[client.Id].JoinAsync("tea");
        await client.SendAsync("""421["presence:list","tea"]""");
        await client.ExpectNothingAsync();
        Assert.Equal(0, backends);

        // Beside one that has it: nothing is sent to the other servers, or to clients.
        await using var beside = await PresenceServer.StartAsync(hub: hub);
        await using var other = await beside.Server.ConnectAsync();
        var sent = hub.Count;
        for (var i = 0; i < 20; i++)
        {
            await beside.Server.IO.Sockets[other.Id].JoinAsync($"room {i}");
        }

        Assert.Equal(sent, hub.Count);
        await other.ExpectNothingAsync();
        await beside.JoinAsync("ann");
        beside.PassWindow();
        Assert.True(hub.Count > sent);
    }

    private sealed class Node
    {
        public Node Next => this;
    }
}
