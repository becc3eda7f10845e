using System.Text.Json;
using Sockeye.Tests.Permissions;

namespace Sockeye.Tests.History;

/// <summary>What whoever joins is sent.</summary>
public sealed class HistoryReplayTests
{
    [Fact]
    public async Task Join_GetsTheLastMessages()
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(2, io => history = io.MainNamespace.UseHistory(static options => options.ReplayOnJoin = 2));
        await history.EmitAsync("tea", "m", 1);
        var second = await history.EmitAsync("tea", "m", "two", new byte[] { 7 });
        var third = await history.EmitAsync("tea", "m", 3);
        var times = (await history.ReadAsync("tea", last: 2)).Messages.Select(static message => message.Time.ToUnixTimeMilliseconds()).ToArray();

        await scene[0].JoinAsync("tea");
        await scene[1].JoinAsync("empty");

        await scene.Clients[0].ExpectAsync(
            $$$"""451-["history",{"room":"tea","messages":[{"offset":"{{{second}}}","time":{{{times[0]}}},"event":"m","args":["two",{"_placeholder":true,"num":0}]},"""
            + $$$"""{"offset":"{{{third}}}","time":{{{times[1]}}},"event":"m","args":[3]}],"more":true}]""");
        Assert.Equal([7], await scene.Clients[0].ReceiveBinaryAsync());
        await scene.Clients[1].ExpectAsync("""42["history",{"room":"empty","messages":[],"more":false}]""");
    }

    [Fact]
    public async Task Join_OfWhatIsNotReplayed_GetsNothing()
    {
        RoomHistory history = null!;
        await using var scene = await Scene.StartAsync(1, io =>
        {
            history = io.MainNamespace.UseHistory(static options => (options.ReplayOnJoin, options.ReplayRooms) = (10, static room => room[0] != '_'));
            io.MainNamespace.RoomGate = new TestGate(static (room, access) => access != RoomAccess.History || room != "secret");
        });
        await history.EmitAsync("_internal", "m");
        await history.EmitAsync("secret", "m");

        scene.Namespace.Table.Join(scene[0], ["_internal", "secret"]);
        scene.Namespace.Table.Join(scene[0], "seen");

        await scene.Clients[0].ExpectAsync("""42["history",{"room":"seen","messages":[],"more":false}]""");
        await scene.Clients[0].ExpectNothingAsync();
    }

    [Fact]
    public async Task ReplayRooms_ThatThrows_KeepsNobodyFromHearingOfTheJoin()
    {
        Presence presence = null!;
        await using var scene = await Scene.StartAsync(1, io =>
        {
            io.MainNamespace.UseHistory(static options => (options.ReplayOnJoin, options.ReplayRooms) = (10, static _ => throw new InvalidOperationException("secret")));
            presence = io.MainNamespace.UsePresence(static options => options.Identify = static _ => "ann");
        });
        scene.Server.Log.Expect("secret");

        await scene[0].JoinAsync("tea");

        Assert.Equal("ann", Assert.Single(presence.Members("tea")).Id);
    }

    [Fact]
    public async Task Join_InAMiddleware_IsReplayedToWhoeverIsLetIn()
    {
        await using var server = await TestServer.StartAsync(static io =>
        {
            io.MainNamespace.UseHistory(static options => options.ReplayOnJoin = 10);
            io.Use(static async socket => await socket.JoinAsync("tea"));
            io.Use(static socket =>
            {
                if (socket.Handshake.Auth.GetString("token") is null)
                {
                    throw new ConnectRefusedException("no");
                }
            });
        });
        await using var refused = await server.OpenAsync();
        await using var welcome = await server.OpenAsync();

        await refused.SendAsync("40");
        await welcome.JoinAsync(auth: """{"token":"x"}""");

        await welcome.ExpectAsync("""42["history",{"room":"tea","messages":[],"more":false}]""");
        await welcome.ExpectNothingAsync();
        await refused.ExpectAsync("""44{"message":"no"}""");
        await refused.ExpectNothingAsync();
    }

    [Fact]
    public async Task Join_OfManyAtATime_ReadsTheRoomAFewTimes()
    {
        var store = new TestHistoryStore();
        RoomHistory history = null!;
        await using var server = await TestServer.StartAsync(
            io => history = io.MainNamespace.UseHistory(static options => options.ReplayOnJoin = 10), services: store.Services);
        var offset = await history.EmitAsync("tea", "m");
        var clients = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => server.ConnectAsync()));
        store.Hold("tea");

        foreach (var socket in server.IO.Sockets.Values)
        {
            await socket.JoinAsync("tea");
        }

        await server.IO.Sockets[clients[0].Id].LeaveAsync("tea");
        store.LetGo("tea");
        foreach (var client in clients[1..])
        {
            Assert.Contains($"\"offset\":\"{offset}\"", await client.ReceiveAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(2, store.Reads);
        await clients[0].ExpectNothingAsync();
        await Task.WhenAll(clients.Select(static client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Join_WhileTheStoreIsAway_GetsNothingAndTheNextIsServed()
    {
        var store = new TestHistoryStore { IsAway = true };
        await using var server = await TestServer.StartAsync(
            static io => io.MainNamespace.UseHistory(static options => options.ReplayOnJoin = 10), services: store.Services);
        await using var client = await server.ConnectAsync();
        await server.IO.Sockets[client.Id].JoinAsync("tea");
        await server.Log.FindAsync("could not be sent to sockets that joined");

        store.IsAway = false;
        await server.IO.Sockets[client.Id].LeaveAsync("tea");
        await server.IO.Sockets[client.Id].JoinAsync("tea");

        await client.ExpectAsync("""42["history",{"room":"tea","messages":[],"more":false}]""");
    }

    [Fact]
    public async Task Join_WhileTheRoomIsReadForOthers_GetsWhatWasSaidSince()
    {
        var store = new TestHistoryStore();
        RoomHistory history = null!;
        await using var server = await TestServer.StartAsync(
            io => history = io.MainNamespace.UseHistory(static options => options.ReplayOnJoin = 10), services: store.Services);
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        var answers = new TaskCompletionSource();
        store.AnswersAfter = answers.Task;
        await server.IO.Sockets[first.Id].JoinAsync("tea");
        await store.Read.NextAsync();
        var offset = await history.EmitAsync("tea", "m", "between");

        await server.IO.Sockets[second.Id].JoinAsync("tea");
        answers.SetResult();

        await first.ExpectAsync($"""42["m","between","{offset}"]""", """42["history",{"room":"tea","messages":[],"more":false}]""");
        Assert.Contains(offset, await second.ReceiveAsync(), StringComparison.Ordinal);
        await second.ExpectNothingAsync();
    }

    [Fact]
    public async Task Right_ThatIsWithdrawnWhileTheRoomIsRead_SendsNothing()
    {
        var store = new TestHistoryStore();
        var isAllowed = true;
        await using var server = await PermissionServer.StartAsync(
            rules => rules.For("*").Allow().History(who => Volatile.Read(ref isAllowed) || who.User.Identity?.Name == "ann"),
            static io => io.MainNamespace.UseHistory(static options => options.ReplayOnJoin = 10),
            services: store.Services);
        var (ann, annSocket) = await server.ConnectAsync("ann");
        var (bob, bobSocket) = await server.ConnectAsync("bob");
        store.Hold("tea");
        await bobSocket.JoinAsync("tea");
        Assert.Equal("tea", await store.Asked.NextAsync());
        await annSocket.JoinAsync("tea");

        Volatile.Write(ref isAllowed, false);
        await server.Permissions.RecheckAsync("tea");
        store.LetGo("tea");

        await ann.ExpectAsync("""42["history",{"room":"tea","messages":[],"more":false}]""");
        await bob.ExpectNothingAsync();
        Assert.True(bobSocket.IsIn("tea"));
    }

    [Fact]
    public async Task Right_ThatIsWithdrawnWhileARequestIsRead_RefusesIt()
    {
        var store = new TestHistoryStore();
        var isAllowed = true;
        await using var server = await PermissionServer.StartAsync(
            rules => rules.For("*").Allow().History(_ => Volatile.Read(ref isAllowed)), static io => io.MainNamespace.UseHistory(), services: store.Services);
        var (bob, _) = await server.ConnectAsync("bob", "tea");
        store.Hold("tea");
        await bob.SendAsync("""421["history:read","tea"]""");
        Assert.Equal("tea", await store.Asked.NextAsync());

        Volatile.Write(ref isAllowed, false);
        await server.Permissions.RecheckAsync("tea");
        store.LetGo("tea");

        Assert.Contains("E_FORBIDDEN", await bob.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Join_WhileOthersTalk_MissesNothing(bool isFar)
    {
        const int Joiners = 50;
        RoomHistory history = null!;
        await using var server = await TestServer.StartAsync(
            io => history = io.MainNamespace.UseHistory(static options =>
            {
                options.MaxMessages = options.MaxPageSize = 20_000;
                options.MaxBytesPerRoom = options.MaxPageBytes = 10_000_000;
                options.ReplayOnJoin = 15;
            }),
            services: isFar ? new TestHistoryStore().Services : null);
        var clients = await Task.WhenAll(Enumerable.Range(0, Joiners).Select(_ => server.ConnectAsync()));
        using var joined = new CancellationTokenSource();
        var talking = Enumerable.Range(0, 3).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; !joined.IsCancellationRequested && i < 5_000; i++)
            {
                await history.EmitAsync("tea", "m", sender, i);
                await Task.Yield();
            }
        })).ToArray();

        await Task.WhenAll(clients.Select(client => Task.Run(async () =>
        {
            for (var wait = Random.Shared.Next(300); wait > 0; wait--)
            {
                await Task.Yield();
            }

            await server.IO.Sockets[client.Id].JoinAsync("tea");
        }))).Within();
        await history.EmitAsync("tea", "m", -1, 0);
        await joined.CancelAsync();
        await Task.WhenAll(talking).Within();
        var last = await history.EmitAsync("tea", "m", -2, 0);
        var all = (await history.ReadAsync("tea", last: 20_000)).Messages.Select(static message => message.Offset).ToArray();
        foreach (var client in clients)
        {
            var (replayed, live) = await HearAsync(client, last);
            Assert.Equal(live.Order(StringComparer.Ordinal), live);
            Assert.Equal(live.Distinct(), live);
            string[] merged = [.. replayed.Union(live).Order(StringComparer.Ordinal)];
            Assert.Equal(all[^merged.Length..], merged);
        }

        await Task.WhenAll(clients.Select(static client => client.DisposeAsync().AsTask()));
    }

    // The history is there, and so is the last message.
    private static async Task<(List<string> Replayed, List<string> Live)> HearAsync(TestClient client, string last)
    {
        var live = new List<string>();
        List<string>? replayed = null;
        while (replayed is null || (live.LastOrDefault() != last && replayed.LastOrDefault() != last))
        {
            var packet = JsonElement.Parse((await client.ReceiveAsync())[2..]);
            if (packet[0].GetString() == "history")
            {
                Assert.Null(replayed);
                replayed = [.. packet[1].GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("offset").GetString()!)];
            }
            else
            {
                live.Add(packet[3].GetString()!);
            }
        }

        return (replayed, live);
    }
}
