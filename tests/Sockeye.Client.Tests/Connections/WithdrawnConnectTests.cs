namespace Sockeye.Client.Tests.Connections;

/// <summary>A socket that is left while the server decides whether to let it in.</summary>
public sealed class WithdrawnConnectTests
{
    [Theory]
    [InlineData(ServerKind.Sockeye)]
    [InlineData(ServerKind.Node)]
    public async Task ConnectAsync_CancelledWhileAMiddlewareWaits_LeavesNoSocketOnTheServer(ServerKind kind)
    {
        await using var server = await TestServers.StartAsync(kind);
        await using var client = new SocketIOClient(server.Url);
        var root = client.Of();
        await root.ConnectAsync();
        var held = client.Of("/held");
        using var cancel = new CancellationTokenSource();
        var connecting = held.ConnectAsync(cancel.Token);
        await root.EmitWithAckAsync("echo"); // after it, the server has been asked
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.Within());
        var again = held.ConnectAsync();
        await root.EmitAsync("release");
        await Waiting.Until(() => held.Connected || TryRelease(root));
        await again.Within();
        await held.EmitWithAckAsync("echo");

        Assert.Equal(1, await root.EmitWithAckAsync<int>("members", "/held"));
    }

    // The second request may come after the first release.
    private static bool TryRelease(ClientSocket root)
    {
        root.EmitAsync("release").AsTask().Wait();
        return false;
    }

    [Fact]
    public async Task Disconnect_ThenConnectBeforeTheAnswer_AsksAgainWithTheNewAuth()
    {
        var network = new FakeNetwork();
        var clock = new TestClock();
        await using var client = network.CreateClient(clock);
        var server = await network.ConnectAsync(client.Of("/"));
        var socket = client.Of("/b");
        socket.Auth = new { token = "old" };
        socket.Connect();
        Assert.Equal("""40/b,{"token":"old"}""", await server.NextAsync());
        socket.Disconnect();
        socket.Auth = new { token = "new" };
        var connecting = socket.ConnectAsync();
        server.Send("""40/b,{"sid":"one"}""");

        Assert.Equal("41/b,", await server.NextAsync());
        await clock.UntilItWaitsAsync();
        Assert.Equal(0, server.SentCount);
        clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal("""40/b,{"token":"new"}""", await server.NextAsync());
        server.Send("""40/b,{"sid":"two"}""");
        await connecting.Within();
        Assert.Equal("two", socket.Id);
    }

    [Fact]
    public async Task Connect_RightAfterDisconnect_GivesTheServerTimeToSeeTheSocketLeave()
    {
        var network = new FakeNetwork();
        var clock = new TestClock();
        await using var client = network.CreateClient(clock);
        var server = await network.ConnectAsync(client.Of("/"));
        var socket = client.Of("/b");
        socket.Connect();
        Assert.Equal("40/b,", await server.NextAsync());
        server.Send("""40/b,{"sid":"one"}""");
        await Waiting.Until(() => socket.Connected);

        socket.Disconnect();
        socket.Connect();
        Assert.Equal("41/b,", await server.NextAsync());
        await clock.UntilItWaitsAsync();
        Assert.Equal(0, server.SentCount);
        clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal("40/b,", await server.NextAsync());
    }

    [Fact]
    public async Task Disconnect_BeforeTheAnswer_DropsWhatCameEarly()
    {
        var network = new FakeNetwork();
        await using var client = network.CreateClient(new TestClock());
        var server = await network.ConnectAsync(client.Of("/"));
        var socket = client.Of("/b");
        var heard = socket.Hear<string>("event");
        socket.Connect();
        await server.NextAsync();
        server.Send("""42/b,["event","early"]""");
        await Waiting.Until(() => socket.ReceiveBufferCount == 1);
        socket.Disconnect();
        Assert.Equal(0, socket.ReceiveBufferCount);
        server.Send("""44/b,{"message":"no"}""");
        socket.Connect();
        await server.NextAsync();
        server.Send("""40/b,{"sid":"one"}""");
        server.Send("""42/b,["event","late"]""");

        Assert.Equal("late", await heard.NextAsync());
    }

    [Fact]
    public async Task Connect_ServerDisconnectsTheSessionBefore_IsLetIn()
    {
        var network = new FakeNetwork();
        await using var client = network.CreateClient(new TestClock());
        var server = await network.ConnectAsync(client.Of("/"));
        var socket = client.Of("/b");
        var connecting = socket.ConnectAsync();
        await server.NextAsync();
        server.Send("""40/b,{"sid":"one"}""");
        await connecting.Within();
        socket.Disconnect();
        connecting = socket.ConnectAsync();

        // It was on its way when the socket left.
        server.Send("41/b,");
        server.Send("""40/b,{"sid":"two"}""");

        await connecting.Within();
        Assert.Equal("two", socket.Id);
    }

}
