using System.Net.WebSockets;

namespace Sockeye.Client.Tests.Transports;

public sealed class UpgradeTests
{
    [Theory]
    [InlineData(ServerKind.Node)]
    [InlineData(ServerKind.Sockeye)]
    public async Task Upgrade_InTheMiddleOfTraffic_KeepsTheOrderAndLosesNothing(ServerKind kind)
    {
        const int Count = 5000;
        await using var server = await TestServers.StartAsync(kind);
        await using var client = new SocketIOClient(server.Url);
        var upgrades = new Inbox<string>();
        client.OnUpgrade(upgrades.Add);
        var socket = client.Of();
        var said = socket.Hear<int>("said");
        await socket.ConnectAsync().Within();

        for (var i = 0; i < Count; i++)
        {
            await socket.EmitAsync("say", i);
            if (i % 50 == 0)
            {
                await Task.Yield();
            }
        }

        Assert.Equal(Enumerable.Range(0, Count), await said.NextAsync(Count));
        Assert.Equal("websocket", await upgrades.NextAsync());
        Assert.Equal("websocket", client.TransportName);
        Assert.Equal("websocket", await socket.EmitWithAckAsync<string>("transport").Within());
    }

    [Theory]
    [InlineData(ServerKind.Node)]
    [InlineData(ServerKind.Sockeye)]
    public async Task Upgrade_Fails_PollingGoesOn(ServerKind kind)
    {
        await using var server = await TestServers.StartAsync(kind);
        var tried = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var client = new SocketIOClient(server.Url, options => options.ConnectWebSocket = (_, _) =>
        {
            tried.TrySetResult();
            throw new WebSocketException("none here");
        });
        var socket = client.Of();
        await socket.ConnectAsync().Within();
        await tried.Task.Within();

        Assert.Equal("polling", await socket.EmitWithAckAsync<string>("transport").Within());
        Assert.Equal("polling", client.TransportName);
    }

    [Fact]
    public async Task Upgrade_BreaksWhilePollingComesToRest_PollingGoesOn()
    {
        await using var peer = new PollingPeer("""0{"sid":"s","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}""");
        var network = new FakeNetwork();
        await using var client = peer.CreateClient(options =>
        {
            options.Transports = [ClientTransport.Polling, ClientTransport.WebSocket];
            options.ConnectWebSocket = network.ConnectAsync;
        });
        var received = client.Of().Hear<int>("e");
        await client.Of().ConnectAsync().Within();
        var attempt = await network.NextAsync();
        attempt.Accept(handshake: false);
        Assert.Equal("2probe", await attempt.Socket.NextAsync());
        attempt.Socket.Send("3probe");
        peer.Send("6");
        attempt.Socket.Cut();

        peer.Send("""42["e",1]""");

        Assert.Equal(1, await received.NextAsync());
        await client.Of().EmitAsync("still", 1);
        Assert.Equal("""42["still",1]""", await peer.Posts.NextAsync());
    }

    [Fact]
    public async Task Upgrade_ProbeIsNeverAnswered_EndsInTime()
    {
        await using var peer = new PollingPeer("""0{"sid":"s","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}""");
        var network = new FakeNetwork();
        await using var client = peer.CreateClient(options =>
        {
            options.Transports = [ClientTransport.Polling, ClientTransport.WebSocket];
            options.ConnectWebSocket = network.ConnectAsync;
            options.Timeout = TimeSpan.FromSeconds(1);
        });
        await client.Of().ConnectAsync().Within();
        var attempt = await network.NextAsync();
        attempt.Accept(handshake: false);
        Assert.Equal("2probe", await attempt.Socket.NextAsync());

        await Waiting.Until(() => attempt.Socket.IsDisposed);

        Assert.Equal("polling", client.TransportName);
        Assert.True(client.IsOpen);
    }

    [Fact]
    public async Task Upgrade_MessagesThatWait_FollowTheUpgradePacket()
    {
        await using var peer = new PollingPeer("""0{"sid":"s","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}""");
        var network = new FakeNetwork();
        await using var client = peer.CreateClient(options =>
        {
            options.Transports = [ClientTransport.Polling, ClientTransport.WebSocket];
            options.ConnectWebSocket = network.ConnectAsync;
        });
        var received = client.Of().Hear<int>("e");
        await client.Of().ConnectAsync().Within();
        var attempt = await network.NextAsync();
        attempt.Accept(handshake: false);
        Assert.Equal("2probe", await attempt.Socket.NextAsync());
        attempt.Socket.Send("3probe");

        await Waiting.Until(() => attempt.Socket.Receives == 2);

        // A ping of the server comes by polling still. Its pong waits, as everything does until the transports have changed.
        peer.Send("2\u001e42[\"e\",1]");
        Assert.Equal(1, await received.NextAsync());

        Assert.Equal("5", await attempt.Socket.NextAsync());
        Assert.Equal("3", await attempt.Socket.NextAsync());
        Assert.Equal(0, peer.Posts.Count);
    }

    [Fact]
    public async Task RememberUpgrade_WebSocketIsLost_NextConnectionBeginsWithIt()
    {
        await using var peer = new PollingPeer("""0{"sid":"s","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}""");
        var network = new FakeNetwork();
        var addresses = new Inbox<string>();
        await using var client = peer.CreateClient(options =>
        {
            options.Transports = [ClientTransport.Polling, ClientTransport.WebSocket];
            options.RememberUpgrade = true;
            options.Reconnection = true;
            options.ReconnectionDelay = TimeSpan.FromMilliseconds(1);
            options.ConnectWebSocket = (request, cancel) =>
            {
                addresses.Add(request.Uri.Query);
                return network.ConnectAsync(request, cancel);
            };
        });
        await client.Of().ConnectAsync().Within();
        Assert.Contains("sid=", await addresses.NextAsync(), StringComparison.Ordinal);
        var attempt = await network.NextAsync();
        attempt.Accept(handshake: false);
        Assert.Equal("2probe", await attempt.Socket.NextAsync());
        attempt.Socket.Send("3probe");
        await Waiting.Until(() => attempt.Socket.Receives == 2);
        peer.Send("6");
        Assert.Equal("5", await attempt.Socket.NextAsync());

        attempt.Socket.Cut();

        Assert.DoesNotContain("sid=", await addresses.NextAsync(), StringComparison.Ordinal);
    }
}
