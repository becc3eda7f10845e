namespace Sockeye.Client.Tests.Sockets;

/// <summary>Connection state recovery, with our server and with Node's.</summary>
public sealed class RecoveryTests
{
    [Theory]
    [InlineData(ServerKind.Sockeye)]
    [InlineData(ServerKind.Node)]
    public async Task Cut_WhileTheServerSends_GetsWhatWasMissedInOrder(ServerKind kind)
    {
        await using var server = await TestServers.StartRecoveringAsync(kind);
        await using var client = new SocketIOClient(server.Url, static options =>
        {
            options.Transports = [ClientTransport.WebSocket];
            options.ReconnectionDelay = TimeSpan.FromMilliseconds(10);
        });
        var socket = client.Of("/chat");
        var missed = socket.Hear<int>("missed");
        var recoveries = new Inbox<bool>();
        socket.OnConnect(() => recoveries.Add(socket.Recovered));
        await socket.ConnectAsync().Within();
        var id = socket.Id;
        Assert.False(await recoveries.NextAsync());

        // The position is that of an event that has come.
        await socket.EmitAsync("say all", "first");
        await socket.EmitAsync("cut and send", 50);

        Assert.True(await recoveries.NextAsync());
        Assert.Equal(id, socket.Id);
        Assert.Equal(Enumerable.Range(0, 50), await missed.NextAsync(50));

        await socket.EmitAsync("cut and send", 5);
        Assert.True(await recoveries.NextAsync());
        Assert.Equal(Enumerable.Range(0, 5), await missed.NextAsync(5));
        Assert.Equal("alive", await socket.EmitWithAckAsync<string>("echo", "alive"));
        Assert.Equal(0, missed.Count);
    }

    [Theory]
    [InlineData(ServerKind.Sockeye)]
    [InlineData(ServerKind.Node)]
    public async Task Disconnect_ByTheApplication_IsANewSession(ServerKind kind)
    {
        await using var server = await TestServers.StartRecoveringAsync(kind);
        await using var client = new SocketIOClient(server.Url);
        var socket = client.Of("/chat");
        await socket.ConnectAsync().Within();
        var id = socket.Id;
        socket.Disconnect();
        Assert.Null(socket.Id);
        await socket.ConnectAsync().Within();

        Assert.False(socket.Recovered);
        Assert.NotEqual(id, socket.Id);
    }

    [Fact]
    public async Task Recovery_WireForm_IsThatOfTheReference()
    {
        var clock = new TestClock();
        var network = new FakeNetwork();
        await using var client = network.CreateClient(clock);
        var socket = client.Of();
        socket.Auth = new { token = "t" };
        var came = socket.Hear<string>("event");
        socket.Connect();
        var attempt = await network.NextAsync();
        attempt.Accept();
        Assert.Equal("""40{"token":"t"}""", await attempt.Socket.NextAsync());
        attempt.Socket.Send("""40{"sid":"id","pid":"secret"}""");
        attempt.Socket.Send("""42["event","a","offset 1"]""");
        attempt.Socket.Send("""421["event","b","no offset: it asks for an answer"]""");
        attempt.Socket.Send("""42["event",3]""");
        await came.NextAsync(2);
        attempt.Socket.Send("2");
        Assert.Equal("3", await attempt.Socket.NextAsync());
        attempt.Socket.Cut();
        await clock.UntilItWaitsAsync();
        clock.Advance(TimeSpan.FromSeconds(5));
        attempt = await network.NextAsync();
        attempt.Accept();
        Assert.Equal("""40{"pid":"secret","offset":"offset 1","token":"t"}""", await attempt.Socket.NextAsync());
        attempt.Socket.Send("""40{"sid":"id","pid":"secret"}""");
        await Waiting.Until(() => socket.Connected);
        Assert.True(socket.Recovered);

        attempt.Socket.Cut();
        await clock.UntilItWaitsAsync();
        clock.Advance(TimeSpan.FromSeconds(5));
        attempt = await network.NextAsync();
        attempt.Accept();
        await attempt.Socket.NextAsync();
        attempt.Socket.Send("""40{"sid":"other","pid":"other secret"}""");
        await Waiting.Until(() => socket.Connected);
        Assert.False(socket.Recovered);
    }
}
