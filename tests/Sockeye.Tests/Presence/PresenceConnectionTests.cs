using System.Text.Json;
using Sockeye.Tests.History;

namespace Sockeye.Tests.Presences;

/// <summary>The state of each connection, beside that of the member.</summary>
public sealed class PresenceConnectionTests
{
    [Fact]
    public async Task Connections_AreToldInSnapshotsJoinsAndUpdates()
    {
        await using var server = await StartAsync();
        var phone = await server.JoinAsync("ann");
        await phone.ExpectAsync(
            """42/chat,["presence:snapshot",{"room":"tea","members":[],"count":0,"more":false}]""",
            $$"""42/chat,["presence:joined",{"room":"tea","members":[{"id":"ann","state":"online","connections":{{Json((phone.Id, "null"))}}}],"count":1}]""");
        server.PassWindow();

        var desk = await server.JoinAsync("ann");
        Assert.Equal(("presence:updated", Json((phone.Id, "null"), (desk.Id, "null"))), await HearAsync(phone));
        Assert.Equal(("presence:snapshot", Json((phone.Id, "null"))), await HearAsync(desk));
        Assert.Equal(("presence:updated", Json((phone.Id, "null"), (desk.Id, "null"))), await HearAsync(desk));

        server.PassWindow();
        await desk.SendAsync("""42/chat,1["presence:update-connection","tea",{"device":"desk"}]""");
        Assert.Contains("""43/chat,1[{"room":"tea"}]""", new[] { await desk.ReceiveAsync(), await desk.ReceiveAsync() });
        Assert.Equal(("presence:updated", Json((phone.Id, "null"), (desk.Id, """{"device":"desk"}"""))), await HearAsync(phone));

        server.PassWindow();
        Assert.True(server.Presence.SetConnectionState(server.SocketOf(phone), "tea", "typing"));
        Assert.Equal(("presence:updated", Json((phone.Id, "\"typing\""), (desk.Id, """{"device":"desk"}"""))), await HearAsync(phone));
        Assert.Equal("online", server.Presence.Find("tea", "ann")!.GetState<string>());
        Assert.Equal("typing", server.Presence.Find("tea", "ann")!.Connections.Single(connection => connection.Id == phone.Id).GetState<string>());
        await desk.DrainAsync();
        await desk.SendAsync("""42/chat,2["presence:list","tea"]""");
        Assert.Contains("\"connections\":" + Json((phone.Id, "\"typing\""), (desk.Id, """{"device":"desk"}""")), await desk.ReceiveAsync(), StringComparison.Ordinal);

        server.PassWindow();
        await server.SocketOf(desk).LeaveAsync("tea");
        Assert.Equal(("presence:updated", Json((phone.Id, "\"typing\""))), await HearAsync(phone));
        Assert.False(server.Presence.SetConnectionState(server.SocketOf(desk), "tea", 1));
        Assert.False(server.Presence.SetConnectionState(server.SocketOf(phone), "coffee", 1));
        await phone.ExpectNothingAsync();
    }

    [Fact]
    public async Task State_ThatIsTheSame_IsNotTold()
    {
        await using var server = await StartAsync();
        var ann = await server.JoinAsync("ann");
        server.Presence.SetConnectionState(server.SocketOf(ann), "tea", 1);
        server.PassWindow();
        await ann.DrainAsync();

        Assert.True(server.Presence.SetConnectionState(server.SocketOf(ann), "tea", 1));
        server.PassWindow();
        await ann.ExpectNothingAsync();
        server.Presence.SetConnectionState(server.SocketOf(ann), "tea", 2);
        Assert.Equal(("presence:updated", Json((ann.Id, "2"))), await HearAsync(ann));
    }

    [Fact]
    public async Task Off_ByDefault_ListsNoneAndRefusesStates()
    {
        await using var server = await PresenceServer.StartAsync();
        var ann = await server.JoinAsync("ann");
        Assert.DoesNotContain(await ann.DrainAsync(), static packet => packet.Contains("connections", StringComparison.Ordinal));

        server.PassWindow();
        await ann.SendAsync("""42/chat,1["presence:update-connection","tea","x"]""");
        await ann.ExpectAsync("""43/chat,1[{"error":{"message":"connections have no states here","data":{"code":"E_INVALID"}}}]""");
        Assert.Throws<InvalidOperationException>(() => server.Presence.SetConnectionState(server.SocketOf(ann), "tea", "x"));
        await server.JoinAsync("ann");
        server.PassWindow();

        await ann.ExpectNothingAsync();
        Assert.Empty(server.Presence.Find("tea", "ann")!.Connections);
    }

    [Fact]
    public async Task Disconnect_WithinTheGracePeriod_TakesTheConnectionAndNotTheMember()
    {
        await using var server = await StartAsync();
        var watcher = await server.JoinAsync("bob");
        var ann = await server.JoinAsync("ann");
        server.Presence.SetState("tea", "ann", "away");
        server.Presence.SetConnectionState(server.SocketOf(ann), "tea", "typing");
        server.PassWindow();
        await watcher.DrainAsync();

        await server.BreakAsync(ann);
        server.PassWindow();
        await watcher.ExpectAsync("""42/chat,["presence:updated",{"room":"tea","members":[{"id":"ann","state":"away","connections":[]}],"count":2}]""");

        // It comes back as another connection, and the member as the same.
        server.PassWindow();
        ann = await server.JoinAsync("ann");
        await watcher.ExpectAsync(
            $$"""42/chat,["presence:updated",{"room":"tea","members":[{"id":"ann","state":"away","connections":{{Json((ann.Id, "null"))}}}],"count":2}]""");
        server.PassWindow();
        await server.BreakAsync(ann);
        server.Time.Advance(TimeSpan.FromSeconds(11));
        await Waiting.Until(() => server.Presence.Find("tea", "ann") is null);
    }

    [Fact]
    public async Task Connections_BeyondTheLimit_ShowWhenThereIsRoom()
    {
        await using var server = await StartAsync(static options => options.MaxConnections = 2);
        TestClient[] clients = [await server.JoinAsync("ann"), await server.JoinAsync("ann"), await server.JoinAsync("ann")];
        clients = [.. clients.OrderBy(static client => client.Id, StringComparer.Ordinal)];

        Assert.Equal(Json((clients[0].Id, "null"), (clients[1].Id, "null")), ConnectionsOf(server, "ann"));
        Assert.True(server.Presence.SetConnectionState(server.SocketOf(clients[2]), "tea", "here"));
        Assert.Equal(Json((clients[0].Id, "null"), (clients[1].Id, "null")), ConnectionsOf(server, "ann"));
        await server.SocketOf(clients[0]).LeaveAsync("tea");

        Assert.Equal(Json((clients[1].Id, "null"), (clients[2].Id, "\"here\"")), ConnectionsOf(server, "ann"));
    }

    [Fact]
    public async Task Connections_OfTwoServers_AreOneListOnBoth_UntilOneServerIsGone()
    {
        await using var cluster = await PresenceCluster.StartAsync(2, static options => options.Connections = true);
        var phone = await cluster[0].JoinAsync("ann");
        var desk = await cluster[1].JoinAsync("ann");
        Assert.True(cluster[1].Presence.SetConnectionState(cluster[1].SocketOf(desk), "tea", "typing"));
        cluster.Pass(TimeSpan.FromSeconds(1));
        await phone.DrainAsync();
        Assert.Equal(Json((phone.Id, "null"), (desk.Id, "\"typing\"")), Agreed(cluster));

        // The state of the member is one, and stays beside those.
        Assert.True(cluster[1].Presence.SetState("tea", "ann", "away"));
        Assert.True(cluster[0].Presence.SetConnectionState(cluster[0].SocketOf(phone), "tea", 5));
        cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(Json((phone.Id, "5"), (desk.Id, "\"typing\"")), Agreed(cluster));
        Assert.Equal("ann:\"away\"", cluster.Agreed());
        Assert.Equal(("presence:updated", Json((phone.Id, "5"), (desk.Id, "\"typing\""))), ConnectionsIn((await phone.DrainAsync())[^1]));

        await cluster[1].BreakAsync(desk);
        cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(Json((phone.Id, "5")), Agreed(cluster));
        desk = await cluster[1].JoinAsync("ann");
        cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(Json((phone.Id, "5"), (desk.Id, "null")), Agreed(cluster));

        await phone.DrainAsync();
        cluster.Kill(1);
        cluster.Pass(PresenceServer.Heartbeat * 3);
        Assert.Equal(Json((phone.Id, "5")), ConnectionsOf(cluster[0], "ann"));
        Assert.Equal(("presence:updated", Json((phone.Id, "5"))), await HearAsync(phone));
    }

    [Fact]
    public async Task Connections_OfTwoServers_HaveOneLimit()
    {
        await using var cluster = await PresenceCluster.StartAsync(2, static options =>
        {
            options.Connections = true;
            options.MaxConnections = 3;
        });
        var ids = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            ids.Add((await cluster[i % 2].JoinAsync("ann")).Id);
        }

        cluster.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(Json([.. ids.Order(StringComparer.Ordinal).Take(3).Select(static id => (id, "null"))]), Agreed(cluster));
    }

    [Fact]
    public async Task States_SetAgainAndAgain_GoToTheOthersTogether()
    {
        await using var cluster = await PresenceCluster.StartAsync(2, static options => options.Connections = true);
        var ann = await cluster[0].JoinAsync("ann");
        cluster.Pass(TimeSpan.FromSeconds(1));
        var socket = cluster[0].SocketOf(ann);
        var before = cluster.Hub.Count;

        for (var i = 0; i <= 1000; i++)
        {
            cluster[0].Presence.SetConnectionState(socket, "tea", i);
        }

        cluster.Pass(TimeSpan.FromMilliseconds(200));

        Assert.Equal(Json((ann.Id, "1000")), Agreed(cluster));
        Assert.InRange(cluster.Hub.Count - before, 1, 10);
    }

    [Theory]
    [InlineData("""["presence:update-connection",5,"x"]""", "E_INVALID")]
    [InlineData("""["presence:update-connection","tea"]""", "E_INVALID")]
    [InlineData("""["presence:update-connection","coffee","x"]""", "E_NOT_IN_ROOM")]
    [InlineData("""["presence:update-connection","tea",{"_placeholder":true,"num":0}]""", "E_TOO_LARGE")]
    [InlineData("""["presence:update-connection","tea","more than twenty bytes"]""", "E_TOO_LARGE")]
    public async Task Request_ThatMakesNoSense_IsRefused(string request, string code)
    {
        await using var server = await StartAsync(static options => options.MaxStateBytes = 20);
        var ann = await server.JoinAsync("ann");
        await ann.DrainAsync();

        await ann.SendAsync("42/chat,1" + request);

        Assert.EndsWith($$$$""","data":{"code":"{{{{code}}}}"}}}]""", await ann.ReceiveAsync(), StringComparison.Ordinal);
        Assert.Equal(Json((ann.Id, "null")), ConnectionsOf(server, "ann"));
        Assert.Throws<ArgumentException>(() => server.Presence.SetConnectionState(server.SocketOf(ann), "tea", new string('x', 20)));
    }

    [Fact]
    public async Task Update_OfAConnection_NeedsTheRightToSendAndTheConsentOfTheApplication()
    {
        var mayNotSend = new TestGate(static (room, access) => access != RoomAccess.Send || room != "box");
        await using var server = await StartAsync(
            static options => options.OnUpdating = static update =>
                new(update.IsOfConnection && update.State.ValueKind == JsonValueKind.Number ? RoomVerdict.Refuse($"no numbers, {update.MemberId}") : RoomVerdict.Allow),
            before: ns => ns.RoomGate = mayNotSend);
        var ann = await server.JoinAsync("ann");
        await server.SocketOf(ann).JoinAsync("box");
        server.PassWindow();
        await ann.DrainAsync();

        await ann.SendAsync("""42/chat,1["presence:update-connection","box","x"]""");
        Assert.Equal("""43/chat,1[{"error":{"message":"members only","data":{"code":"E_FORBIDDEN"}}}]""", await AnswerAsync(ann));
        await ann.SendAsync("""42/chat,2["presence:update-connection","tea",5]""");
        Assert.Equal("""43/chat,2[{"error":{"message":"no numbers, ann","data":{"code":"E_FORBIDDEN"}}}]""", await AnswerAsync(ann));
        await ann.SendAsync("""42/chat,3["presence:update","tea",5]""");
        Assert.Equal("""43/chat,3[{"room":"tea"}]""", await AnswerAsync(ann));
        Assert.Equal(Json((ann.Id, "null")), ConnectionsOf(server, "ann"));
    }

    /// <summary>The next answer. The news of a join come when the gate has been asked, which may be later than a request.</summary>
    private static async Task<string> AnswerAsync(TestClient client)
    {
        while (true)
        {
            var packet = await client.ReceiveAsync();
            if (packet.StartsWith("43", StringComparison.Ordinal))
            {
                return packet;
            }
        }
    }

    private static Task<PresenceServer> StartAsync(Action<PresenceOptions>? configure = null, Action<Namespace>? before = null) => PresenceServer.StartAsync(
        options =>
        {
            options.Connections = true;
            configure?.Invoke(options);
        },
        before: before);

    /// <summary>A list of connections as clients get it: in the order of the ids.</summary>
    private static string Json(params (string Id, string State)[] connections) =>
        $"[{string.Join(',', connections.OrderBy(static connection => connection.Id, StringComparer.Ordinal).Select(static connection => $$"""{"id":"{{connection.Id}}","state":{{connection.State}}}"""))}]";

    private static string ConnectionsOf(PresenceServer server, string id) =>
        Json([.. server.Presence.Find("tea", id)!.Connections.Select(static connection => (connection.Id, connection.State.GetRawText()))]);

    private static string Agreed(PresenceCluster cluster)
    {
        var one = ConnectionsOf(cluster[0], "ann");
        Assert.Equal(one, ConnectionsOf(cluster[1], "ann"));
        return one;
    }

    private static async Task<(string Event, string Connections)> HearAsync(TestClient client) => ConnectionsIn(await client.ReceiveAsync());

    private static (string Event, string Connections) ConnectionsIn(string packet)
    {
        var root = JsonElement.Parse(packet["42/chat,".Length..]);
        return (root[0].GetString()!, root[1].GetProperty("members")[0].GetProperty("connections").GetRawText());
    }
}
