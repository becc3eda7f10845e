using System.Text.Json;

namespace Sockeye.Tests.Recovery;

/// <summary>Connection state recovery: what comes back, and in which order.</summary>
public sealed class RecoveryTests
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Recovery_ByDefault_IsOff()
    {
        await using var scene = await Scene.StartAsync(0);
        await using var client = await scene.Server.OpenAsync();

        await client.SendAsync("""40{"pid":"AAAAAAAAAAAAAAAAAAAA","offset":"AAA1"}""");
        Assert.Matches("""^40\{"sid":"[^"]{20}"\}$""", await client.ReceiveAsync());

        await scene.IO.EmitAsync("x", 1);
        await client.ExpectAsync("""42["x",1]""");
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Recovery_GivesBackIdRoomsDataAndWhatWasMissed_BeforeTheWelcome(TestTransport transport)
    {
        var recovered = new Inbox<Socket>();
        await using var server = await StartAsync(io => io.OnConnection(recovered.Add));
        await using var client = new RecoveringClient(server, transport: transport);
        await client.ConnectAsync();
        var before = await recovered.NextAsync();
        Assert.False(before.Recovered);
        await before.JoinAsync("room");
        before.Data.Set(new { user = "a" });
        await server.IO.EmitAsync("seen", 1);
        await client.ExpectAsync("seen 1");
        if (transport == TestTransport.Polling)
        {
            await Waiting.Until(() => before.Session.IsWritable);
        }

        await client.LoseAsync();
        await server.IO.EmitAsync("all", 1);
        await server.IO.To("room").EmitAsync("room", 2, "a string last");
        await server.IO.To("elsewhere").EmitAsync("elsewhere", 3);
        await server.IO.Except("room").EmitAsync("except", 4);
        await server.IO.To(client.Id).EmitAsync("own", 5);
        await client.SendConnectAsync();
        var missed = await client.WelcomeAsync();

        Assert.True(client.Recovered);
        Assert.Equal(["all 1", "room 2 a string last", "own 5"], missed);
        var after = await recovered.NextAsync();
        Assert.True(after.Recovered);
        Assert.Equal(before.Id, after.Id);
        Assert.Equal([after.Id, "room"], after.Rooms.Order().OrderBy(static room => room.Length == 4));
        Assert.Equal("a", after.Data.Get<JsonElement>().GetProperty("user").GetString());
        await server.IO.To("room").EmitAsync("again");
        await client.ExpectAsync("again");
        await client.Connection.ExpectNothingAsync();
    }

    [Fact]
    public async Task Recovery_OfAnEventWithBinary_KeepsItsAttachments()
    {
        await using var server = await StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await client.LoseAsync();
        await server.IO.EmitAsync("b", new byte[] { 1, 2 });

        await client.SendConnectAsync();

        Assert.StartsWith("""451-["b",{"_placeholder":true,"num":0},""", await client.Connection.ReceiveAsync());
        Assert.Equal([1, 2], await client.Connection.ReceiveBinaryAsync());
        await client.WelcomedAsync();
        Assert.True(client.Recovered);
    }

    [Fact]
    public async Task Offset_GoesWithEventsThatAreKept_AndNoOthers()
    {
        await using var server = await StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];

        await socket.EmitAsync("kept");
        await socket.Volatile.EmitAsync("volatile");
        var asked = socket.EmitWithAckAsync("asked");
        await server.IO.EmitAsync("kept too");

        Assert.Matches("""^42\["kept","[^"]+"\]$""", await client.Connection.ReceiveAsync());
        await client.Connection.ExpectAsync("""42["volatile"]""", """420["asked"]""");
        Assert.Matches("""^42\["kept too","[^"]+"\]$""", await client.Connection.ReceiveAsync());
        await client.Connection.SendAsync("430[]");
        await asked.Within();
    }

    [Fact]
    public async Task Recovery_WithoutAnyEventBefore_Works()
    {
        await using var server = await StartAsync();
        await using var client = new RecoveringClient(server);
        await server.IO.EmitAsync("before it came");
        await client.ConnectAsync();

        await client.LoseAsync();
        await server.IO.EmitAsync("missed");

        Assert.Equal(["missed"], await client.ConnectAsync());
        Assert.True(client.Recovered);
        Assert.NotNull(client.Offset);
    }

    [Fact]
    public async Task Recovery_AgainAndAgain_LosesNothingAndDoublesNothing()
    {
        await using var server = await StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        var got = new List<string>();
        for (var i = 0; i < 60; i += 3)
        {
            await server.IO.EmitAsync("n", i);
            got.Add(await client.NextAsync());
            await client.LoseAsync();
            await server.IO.EmitAsync("n", i + 1);
            await server.IO.To(client.Id).EmitAsync("n", i + 2);
            got.AddRange(await client.ConnectAsync());
            Assert.True(client.Recovered);
        }

        Assert.Equal(Enumerable.Range(0, 60).Select(static i => $"n {i}"), got);
    }

    [Fact]
    public async Task Recovery_OfWhatWasSentButNotSeen_SendsItAgain()
    {
        await using var server = await StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await server.IO.EmitAsync("n", 1);
        await client.ExpectAsync("n 1");
        var offset = client.Offset;
        await server.IO.EmitAsync("n", 2);
        await client.ExpectAsync("n 2");

        client.Offset = offset;
        await client.LoseAsync();

        Assert.Equal(["n 2"], await client.ConnectAsync());
    }

    [Fact]
    public async Task Recovery_OfAQuietClientInABusyNamespace_DoesNotDependOnOldEvents()
    {
        await using var server = await StartAsync(options: static recovery => recovery.MaxPackets = 10);
        await using var client = new RecoveringClient(server);
        await using var silent = new RecoveringClient(server);
        await client.ConnectAsync();
        await silent.ConnectAsync();
        await server.IO.To(client.Id).EmitAsync("long ago");
        await client.ExpectAsync("long ago");
        for (var i = 0; i < 50; i++)
        {
            await server.IO.To("others").EmitAsync("n", i);
        }

        await client.LoseAsync();
        await silent.LoseAsync();
        await server.IO.EmitAsync("missed");

        Assert.Equal(["missed"], await client.ConnectAsync());
        Assert.True(client.Recovered);
        Assert.Equal(["missed"], await silent.ConnectAsync());
        Assert.True(silent.Recovered);
    }

    [Fact]
    public async Task Recovery_OfAMemberOfARoom_DoesNotShowWhatWasSaidBeforeItJoined()
    {
        await using var server = await StartAsync();
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();
        await server.IO.To("room").EmitAsync("before it joined");
        await server.IO.Sockets[client.Id].JoinAsync("room");

        await client.LoseAsync();
        await server.IO.To("room").EmitAsync("missed");

        Assert.Equal(["missed"], await client.ConnectAsync());
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Recovery_WhileTheOldConnectionStillLives_EndsItAndMovesTheState(TestTransport transport)
    {
        var reasons = new Inbox<DisconnectReason>();
        await using var server = await StartAsync(io => io.OnConnection(async socket =>
        {
            socket.OnDisconnect(reasons.Add);
            await socket.JoinAsync("room");
        }));
        await using var client = new RecoveringClient(server, transport: transport);
        await client.ConnectAsync();
        var old = client.Connection;
        await server.IO.EmitAsync("n", 1);
        await client.ExpectAsync("n 1");

        Assert.Equal([], await client.ConnectAsync());

        Assert.True(client.Recovered);
        var reason = await reasons.NextAsync();
        Assert.Equal(DisconnectReason.TransportClose, reason.Name);
        Assert.Equal("the client has come back on another connection", reason.Description);
        await old.ClosedAsync();
        Assert.Equal(client.Id, Assert.Single(server.IO.Sockets.Keys));
        await server.IO.To("room").EmitAsync("n", 2);
        await client.ExpectAsync("n 2");
        Assert.Equal(0, reasons.Count);
    }

    [Fact]
    public async Task OutgoingListener_ThatWaitsForAnotherEmit_DoesNotDeadlock()
    {
        var seen = new Inbox<string>();
        await using var server = await StartAsync(io => io.OnConnection(socket => socket.OnAnyOutgoing(e =>
        {
            if (e.Name is "single" or "broadcast")
            {
                // The listener's thread waits for another one, which has to get at the log.
                using var emitted = new ManualResetEventSlim();
                _ = Task.Run(async () =>
                {
                    await socket.EmitAsync("inner");
                    emitted.Set();
                });
                seen.Add($"{e.Name} {emitted.Wait(Waiting.Limit)}");
            }
        })));
        await using var client = new RecoveringClient(server);
        await client.ConnectAsync();

        await server.IO.Sockets[client.Id].EmitAsync("single");
        await server.IO.EmitAsync("broadcast");

        Assert.Equal(["single True", "broadcast True"], await seen.NextAsync(2));
        await client.ExpectAsync("single", "inner", "broadcast", "inner");
    }

    [Fact]
    public async Task Recovery_InANamespaceOfWhichOnlySessionsAreLeft_Works()
    {
        await using var server = await StartAsync(static io => io.Of(static (name, _) => name.StartsWith("/t-", StringComparison.Ordinal)));
        await using var connection = await server.OpenAsync();
        await connection.SendAsync("40/t-1,");
        var answer = JsonElement.Parse((await connection.ReceiveAsync())["40/t-1,".Length..]);
        connection.Abort();
        await Waiting.Until(() => server.IO.Engine.ClientsCount == 0);
        Assert.Contains(server.IO.Namespaces, static ns => ns.Name == "/t-1");

        await using var again = await server.OpenAsync();
        await again.SendAsync($$"""40/t-1,{"pid":"{{answer.GetProperty("pid").GetString()}}"}""");
        Assert.Contains(answer.GetProperty("sid").GetString()!, await again.ReceiveAsync());

        again.Abort();
        await Waiting.Until(() => server.IO.Namespaces.Single(static ns => ns.Name == "/t-1").Sockets.Count == 0);
        server.Time.Advance(Window + TimeSpan.FromSeconds(1));
        await Waiting.Until(() => server.IO.Namespaces.Count == 1);
    }

    internal static Task<TestServer> StartAsync(
        Action<SocketIOServer>? io = null, Action<RecoveryOptions>? options = null, Action<Microsoft.AspNetCore.Builder.WebApplication>? app = null) =>
        TestServer.StartAsync(
            io,
            server =>
            {
                server.ConnectionStateRecovery = new RecoveryOptions();
                options?.Invoke(server.ConnectionStateRecovery);
            },
            app: app,
            fakeTime: true);
}
