using System.Text.Json;
using Sockeye.Tests.Records;

namespace Sockeye.Tests.Occupancies;

/// <summary>How many are in a room, and not who.</summary>
public sealed class OccupancyTests
{
    [Fact]
    public async Task Count_OfAllServers_IsKnownAndToldOnAll()
    {
        var rooms = new LoopbackRooms();
        Occupancy here = null!, there = null!;
        var changes = new Inbox<OccupancyChange>();
        await using var one = await TestServer.StartAsync(io => here = io.MainNamespace.UseOccupancy(Quickly), services: rooms.Services);
        await using var other = await TestServer.StartAsync(io => there = io.MainNamespace.UseOccupancy(Quickly), services: rooms.Services);
        there.OnChanged(changes.Add);
        await using var ann = await JoinAsync(one, "tea");
        Assert.Equal(new OccupancyChange("tea", 1), await changes.NextAsync());
        Assert.Equal("""42["occupancy:changed",{"room":"tea","count":1}]""", await ann.ReceiveAsync());

        await using var bob = await JoinAsync(other, "tea");
        Assert.Equal(new OccupancyChange("tea", 2), await changes.NextAsync());
        Assert.Equal("""42["occupancy:changed",{"room":"tea","count":2}]""", await ann.ReceiveAsync());
        Assert.Equal("""42["occupancy:changed",{"room":"tea","count":2}]""", await bob.ReceiveAsync());
        Assert.Equal([2, 2], [here.CountOf("tea"), there.CountOf("tea")]);
        await bob.SendAsync("""421["occupancy:count","tea"]""");
        Assert.Equal("""431[{"room":"tea","count":2}]""", await bob.ReceiveAsync());

        await one.IO.Sockets[ann.Id].LeaveAsync("tea");
        Assert.Equal(new OccupancyChange("tea", 1), await changes.NextAsync());
        Assert.Equal("""42["occupancy:changed",{"room":"tea","count":1}]""", await bob.ReceiveAsync());
        await ann.ExpectNothingAsync();
        await other.IO.Sockets[bob.Id].LeaveAsync("tea");
        Assert.Equal(new OccupancyChange("tea", 0), await changes.NextAsync());
        await Waiting.Until(() => here.CountOf("tea") == 0);
    }

    [Fact]
    public async Task Crowd_ThatComesAtOnce_IsToldByOneNumberInAWindow()
    {
        await using var server = await TestServer.StartAsync(static io => io.MainNamespace.UseOccupancy(), fakeTime: true);
        await using var ann = await JoinAsync(server, "tea");
        Assert.Equal("""42["occupancy:changed",{"room":"tea","count":1}]""", await ann.ReceiveAsync());
        var crowd = new List<TestClient>();
        for (var i = 0; i < 20; i++)
        {
            crowd.Add(await JoinAsync(server, "tea"));
        }

        await ann.ExpectNothingAsync();
        Pass(server, TimeSpan.FromMilliseconds(1100));

        foreach (var client in crowd.Prepend(ann))
        {
            Assert.Equal("""42["occupancy:changed",{"room":"tea","count":21}]""", await client.ReceiveAsync());
            await client.ExpectNothingAsync();
        }

        foreach (var client in crowd)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Newcomer_IsToldTheNumber_AlsoIfItIsTheSameAsBefore()
    {
        var changes = new Inbox<OccupancyChange>();
        await using var server = await TestServer.StartAsync(io => io.MainNamespace.UseOccupancy().OnChanged(changes.Add), fakeTime: true);
        await using var ann = await JoinAsync(server, "tea");
        await using var bob = await server.ConnectAsync();
        Assert.Equal("""42["occupancy:changed",{"room":"tea","count":1}]""", await ann.ReceiveAsync());

        // Two changes of a window, after which the number is what it was.
        await server.IO.Sockets[ann.Id].LeaveAsync("tea");
        await server.IO.Sockets[bob.Id].JoinAsync("tea");
        Pass(server, TimeSpan.FromMilliseconds(1100));

        Assert.Equal("""42["occupancy:changed",{"room":"tea","count":1}]""", await bob.ReceiveAsync());
        await ann.ExpectNothingAsync();
        Assert.Equal(new OccupancyChange("tea", 1), await changes.NextAsync());
        Assert.Equal(0, changes.Count);
    }

    [Fact]
    public async Task Room_ThatAMiddlewareHasEntered_IsToldToo()
    {
        await using var server = await TestServer.StartAsync(static io =>
        {
            io.Use(static socket => socket.JoinAsync("tea"));
            io.MainNamespace.UseOccupancy(Quickly);
        });

        await using var ann = await server.ConnectAsync();

        Assert.Equal("""42["occupancy:changed",{"room":"tea","count":1}]""", await ann.ReceiveAsync());
    }

    [Fact]
    public async Task Question_IsAnsweredToMembersAndToThoseWhoMayList()
    {
        await using var server = await TestServer.StartAsync(static io =>
        {
            io.MainNamespace.UseOccupancy(options => options.Includes = static room => room != "uncounted");
            var open = io.Of("/rules");
            open.UsePermissions(static rules =>
            {
                rules.For("shown").Join(static _ => true).List(static _ => true).Presence(static _ => false);
                rules.For("hidden").Join(static _ => true).List(static _ => false);
            });
            open.UseOccupancy();
        });
        await using var ann = await JoinAsync(server, "tea");
        await using var stranger = await server.ConnectAsync();
        await using var client = await server.ConnectAsync("/rules");

        Assert.Equal("E_NOT_IN_ROOM", await AskAsync(stranger, string.Empty, "\"tea\""));
        Assert.Equal("E_INVALID", await AskAsync(stranger, string.Empty, "5"));
        Assert.Equal("0", await AskAsync(client, "/rules,", "\"shown\""));
        Assert.Equal("E_FORBIDDEN", await AskAsync(client, "/rules,", "\"hidden\""));
        await server.IO.Of("/rules").Sockets[client.Id].JoinAsync("hidden");
        Assert.Equal("1", await AskAsync(client, "/rules,", "\"hidden\""));
        await server.IO.Sockets[ann.Id].JoinAsync("uncounted");
        Assert.Equal("0", await AskAsync(ann, string.Empty, "\"uncounted\""));
    }

    private static void Quickly(OccupancyOptions options) => options.Window = TimeSpan.Zero;

    private static void Pass(TestServer server, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(20))
        {
            server.Time.Advance(TimeSpan.FromMilliseconds(20));
        }
    }

    private static async Task<TestClient> JoinAsync(TestServer server, string room)
    {
        var client = await server.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync(room);
        return client;
    }

    private static async Task<string> AskAsync(TestClient client, string prefix, string room)
    {
        await client.SendAsync($"""42{prefix}7["occupancy:count",{room}]""");
        string answer;
        do
        {
            answer = await client.ReceiveAsync();
        }
        while (!answer.StartsWith($"43{prefix}7", StringComparison.Ordinal));

        var json = JsonElement.Parse(answer[answer.IndexOf('[', StringComparison.Ordinal)..])[0];
        return json.TryGetProperty("error", out var error) ? error.GetProperty("data").GetProperty("code").GetString()! : json.GetProperty("count").GetRawText();
    }
}
