using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Tests.Rooms;

/// <summary>The rooms of users are nobody's to join, to leave, to name and to see: not for clients whose names the application takes, not for other servers.</summary>
public sealed class ReservedRoomTests
{
    private static readonly string OfAnn = UserRoom.Of("ann");

    [Fact]
    public async Task Chat_WhoseClientsNameRooms_IsNoWayToAUser()
    {
        await using var scene = await UserRoomTests.StartAsync("ann", "mallory");
        scene[1].On("join", (string room) => scene[1].JoinAsync(room).AsTask());
        scene[1].On("say", (string room) => scene[1].To(room).EmitAsync("said").AsTask());
        scene[1].On("leave", (string room) => scene[1].LeaveAsync(room).AsTask());

        await scene.Clients[1].SendAsync($"420[\"join\",\"{OfAnn}\"]", $"421[\"say\",\"{OfAnn}\"]", $"422[\"leave\",\"{UserRoom.Of("mallory")}\"]");

        for (var id = 0; id < 3; id++)
        {
            var answer = await scene.Clients[1].ReceiveAsync();
            Assert.StartsWith($$"""43{{id}}[{"error":{"message":"The name """, answer);
            Assert.Contains("\"code\":\"E_FORBIDDEN\"", answer);
        }

        await scene.IO.User("ann").EmitAsync("for ann");
        await scene.IO.User("mallory").EmitAsync("for mallory");
        Assert.Equal(["""42["for ann"]""", """42["for mallory"]"""], await scene.DrainAsync());
        Assert.Empty(scene.Server.Log.Errors);
    }

    [Fact]
    public async Task Names_OfUsers_AreRefusedEverywhere()
    {
        await using var scene = await UserRoomTests.StartAsync("ann", "bob");
        var remote = (await scene.IO.FetchSocketsAsync())[0];
        Func<Task>[] ways =
        [
            () => scene[1].JoinAsync(OfAnn).AsTask(),
            () => scene[1].JoinAsync("tea", OfAnn).AsTask(),
            () => scene[0].LeaveAsync(OfAnn).AsTask(),
            () => scene.IO.SocketsJoinAsync(OfAnn).AsTask(),
            () => scene.IO.SocketsLeaveAsync(OfAnn).AsTask(),
            () => remote.JoinAsync(OfAnn).AsTask(),
            () => remote.LeaveAsync(OfAnn).AsTask(),
            () => scene.IO.To(OfAnn).EmitAsync("x").AsTask(),
            () => scene.IO.In("tea", OfAnn).EmitAsync("x").AsTask(),
            () => scene[1].To(OfAnn).EmitAsync("x").AsTask(),
        ];

        foreach (var way in ways)
        {
            var refused = await Assert.ThrowsAsync<EventRefusedException>(way);
            Assert.Contains("Use User(id)", refused.Message);
        }

        Assert.False(scene[1].IsIn("tea"));
        Assert.Equal(1, scene.Rooms.MemberCount(OfAnn));
        await scene.IO.Except(OfAnn).EmitAsync("not for ann");
        Assert.Equal(["", """42["not for ann"]"""], await scene.DrainAsync());
    }

    [Fact]
    public async Task Names_OfUsers_AreShownNowhere()
    {
        var cluster = new LoopbackCluster();
        var told = new List<string>();
        await using var scene = await UserRoomTests.StartAsync(cluster.Services, "ann");
        await using var there = await UserRoomTests.StartAsync(cluster.Services, "bob");
        scene.Namespace.Adapter.OnRoomCreated(told.Add);
        scene.Namespace.Adapter.OnRoomDeleted(told.Add);
        scene.Namespace.Adapter.OnRoomJoined((room, _) => told.Add(room));
        scene.Namespace.Adapter.OnRoomLeft((room, _) => told.Add(room));

        scene[0].User = Users.Named("eve");
        scene[0].User = Users.Named("ann");
        await scene[0].JoinAsync("tea");

        Assert.Equal(["tea", "tea"], told);
        Assert.Equal([scene[0].Id, "tea"], scene[0].Rooms);
        Assert.Equal([scene[0].Id, "tea"], scene.Rooms.Of(scene[0].Id));
        Assert.Equal([scene[0].Id, "tea"], scene.Rooms.Select(static room => room.Name).OrderBy(static name => name.Length == 3));
        Assert.Equal(2, scene.Rooms.Count);
        Assert.Equal([scene[0].Id, there[0].Id, "tea"], (await there.Namespace.AllRoomsAsync()).OrderBy(name => name == "tea" ? 2 : name == there[0].Id ? 1 : 0));
        Assert.Equal([scene[0].Id, "tea"], (await there.IO.FetchSocketsAsync()).Single(socket => socket.Id == scene[0].Id).Rooms);
    }

    [Fact]
    public async Task OtherServers_ThatLetSocketsJoinAUser_AreNotObeyed()
    {
        var cluster = new LoopbackCluster();
        await using var scene = await UserRoomTests.StartAsync(cluster.Services, "ann", "bob");
        var message = new ClusterMessage(ClusterMessageType.SocketsJoin) { ServerId = "another", Namespace = "/", Rooms = [OfAnn, "tea"] };

        LoopbackCluster.AdapterOf(scene.Server).Inject(message);
        LoopbackCluster.AdapterOf(scene.Server).Inject(message with { Type = ClusterMessageType.SocketsLeave, Rooms = [OfAnn] });

        await scene.IO.User("ann").EmitAsync("for ann");
        await scene.IO.To("tea").EmitAsync("for both");
        Assert.Equal(["""42["for ann"] 42["for both"]""", """42["for both"]"""], await scene.DrainAsync());
    }

    [Fact]
    public async Task OtherServers_ThatSendToAUser_ReachIt()
    {
        var cluster = new LoopbackCluster();
        await using var scene = await UserRoomTests.StartAsync(cluster.Services, "ann", "bob");

        LoopbackCluster.AdapterOf(scene.Server).Inject(new ClusterMessage(ClusterMessageType.Broadcast)
        {
            ServerId = "another",
            Namespace = "/",
            Payload = new ClusterPayload("""["hello"]"""u8.ToArray(), []),
            Options = new BroadcastOptions { Rooms = [OfAnn] },
        });

        Assert.Equal(["""42["hello"]""", ""], await scene.DrainAsync());
    }

    [Theory]
    [InlineData("rooms:get")]
    [InlineData("history:read")]
    [InlineData("presence:list")]
    [InlineData("presence:count")]
    public async Task Requests_OfClients_DoNotTakeThem(string request)
    {
        await using var scene = await StartAsync(static io =>
        {
            io.MainNamespace.UseHistory();
            io.MainNamespace.UsePresence();
            io.MainNamespace.UseRecords<int>();
        });

        await scene.Clients[0].SendAsync($"421[\"{request}\",\"{OfAnn}\"]");

        Assert.StartsWith("""431[{"error":{"message":"the name is reserved""", await scene.Clients[0].ReceiveAsync());
    }

    [Fact]
    public async Task Features_OfRooms_DoNotKnowThem()
    {
        RoomHistory history = null!;
        RoomRecords<int> records = null!;
        await using var scene = await StartAsync(io => (history, records) = (io.MainNamespace.UseHistory(), io.MainNamespace.UseRecords<int>()));

        await Assert.ThrowsAsync<EventRefusedException>(() => history.EmitAsync(OfAnn, "x").Within());
        await Assert.ThrowsAsync<EventRefusedException>(() => history.From(scene[0]).EmitAsync(OfAnn, "x").Within());
        await Assert.ThrowsAsync<EventRefusedException>(() => records.CreateAsync(OfAnn, 1).Within());
        await scene.Clients[0].SendAsync("421[\"rooms:list\"]");
        Assert.Equal("""431[{"rooms":[],"count":0}]""", await scene.Clients[0].ReceiveAsync());
    }

    [Fact]
    public async Task Permissions_AreNotAskedForUsers()
    {
        await using var scene = await UserRoomTests.StartAsync("ann", "bob");
        var asked = new List<string>();
        var permissions = scene.Namespace.UsePermissions(options => options.For("*").Join(context =>
        {
            asked.Add(context.Room);
            return false;
        }));

        await scene[1].User("ann").EmitAsync("hello");
        scene[0].User = Users.Named("eve");
        await permissions.RecheckAsync(scene[0]);
        await scene[1].User("eve").EmitAsync("hello eve");

        Assert.Equal(["""42["hello"] 42["hello eve"]""", ""], await scene.DrainAsync());
        Assert.Empty(asked);
    }

    private static Task<Scene> StartAsync(Action<SocketIOServer> features) => Scene.StartAsync(
        1,
        io =>
        {
            io.Use(static socket => socket.User = Users.Named("ann"));
            features(io);
        },
        options: static options => options.UserIdClaim = ClaimTypes.NameIdentifier);
}
