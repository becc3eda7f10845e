namespace Sockeye.Tests.Sockets;

/// <summary>The reason that the server gives when it disconnects somebody.</summary>
public sealed class GivenReasonTests
{
    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Disconnect_WithAReason_TellsTheClientAndTheHandlers(TestTransport transport)
    {
        await using var scene = await Scene.StartAsync(0, ns: "/n");
        var socket = await scene.AddAsync(transport);
        var reasons = new Inbox<DisconnectReason>();
        socket.OnDisconnecting(reasons.Add);
        socket.OnDisconnect(reasons.Add);

        socket.Disconnect(reason: "too \"loud\"");

        await scene.Clients[0].ExpectAsync("""42/n,["disconnect_reason","too \"loud\""]""", "41/n,");
        Assert.All(await reasons.NextAsync(2), static reason =>
        {
            Assert.Equal(DisconnectReason.ServerNamespaceDisconnect, reason.Name);
            Assert.Equal("too \"loud\"", reason.Description);
        });
        await scene.Clients[0].ExpectNothingAsync();
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Disconnect_WithCloseAndAReason_TellsAllNamespacesBeforeTheEnd(TestTransport transport)
    {
        await using var scene = await Scene.StartAsync(0, static io => io.Of("/b"));
        var socket = await scene.AddAsync(transport);
        await scene.Clients[0].JoinAsync("/b");

        socket.Disconnect(close: true, "maintenance");

        Assert.Equal(
            ["""42["disconnect_reason","maintenance"]""", "41", """42/b,["disconnect_reason","maintenance"]""", "41/b,"],
            await scene.Clients[0].ClosedAsync());
    }

    [Fact]
    public async Task DisconnectSockets_WithAReason_TellsTheChosenOnly()
    {
        await using var scene = await Scene.StartAsync(3);
        await scene[0].JoinAsync("a");

        await scene.IO.In("a").DisconnectSocketsAsync(reason: "out");
        await (await scene.IO.In(scene[1].Id).FetchSocketsAsync()).Single().DisconnectAsync(reason: "you too");

        Assert.Equal(["""42["disconnect_reason","out"] 41""", """42["disconnect_reason","you too"] 41""", ""], await scene.DrainAsync());
    }

    [Fact]
    public async Task Disconnect_WithoutAReason_SendsNoEvent()
    {
        await using var scene = await Scene.StartAsync(1);

        scene[0].Disconnect();

        Assert.Equal(["41"], await scene.DrainAsync());
    }

    [Fact]
    public async Task Disconnect_WithAReasonInsideTheConnectionHandler_ComesAfterTheWelcome()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.Disconnect(reason: "full")));
        await using var client = await server.ConnectAsync();

        await client.ExpectAsync("""42["disconnect_reason","full"]""", "41");
    }

    [Fact]
    public async Task Disconnect_AfterADisconnectWithAReason_ChangesNothing()
    {
        await using var scene = await Scene.StartAsync(1);
        var reasons = new Inbox<string?>();
        scene[0].OnDisconnecting(_ => scene[0].Disconnect(reason: "second"));
        scene[0].OnDisconnect(reason => reasons.Add(reason.Description));

        scene[0].Disconnect(reason: "first");
        scene[0].Disconnect(reason: "third");

        Assert.Equal(["""42["disconnect_reason","first"] 41"""], await scene.DrainAsync());
        Assert.Equal("first", await reasons.NextAsync());
        Assert.Equal(0, reasons.Count);
    }
}
