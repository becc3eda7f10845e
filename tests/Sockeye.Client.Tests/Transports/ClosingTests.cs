namespace Sockeye.Client.Tests.Transports;

/// <summary>Whatever a connection is about to do, it ends soon and leaves nothing.</summary>
[Collection(AloneCollection.Name)]
public sealed class ClosingTests
{
    private const string Handshake = """0{"sid":"s","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}""";

    [Theory]
    [InlineData("http", "polling", "")] // the handshake is not answered
    [InlineData("http", "websocket", "")]
    [InlineData("https", "polling", "")] // TLS is not
    [InlineData("https", "websocket", "")]
    [InlineData("http", "polling", Handshake)] // a poll and a POST wait, and a probe
    public async Task Dispose_ServerIsSilent_EndsAtOnceAndLeavesNoConnection(string scheme, string transport, string handshake)
    {
        using var unobserved = new UnobservedExceptions();
        var never = new TaskCompletionSource<string?>();
        await using var server = RawServer.StartWaiting(request =>
            handshake.Length > 0 && !request.Target.Contains("sid=", StringComparison.Ordinal) ? Task.FromResult<string?>(RawServer.Http(200, handshake)) : never.Task);
        var client = new SocketIOClient(new UriBuilder(server.Url) { Scheme = scheme }.Uri, options =>
        {
            options.Transports = transport == "polling" ? [ClientTransport.Polling, ClientTransport.WebSocket] : [ClientTransport.WebSocket];
            options.CloseTimeout = TimeSpan.FromMilliseconds(200);
        });
        client.Of().Connect();
        await Waiting.Until(() => server.Accepted >= (handshake.Length > 0 ? 3 : 1));

        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));

        await Waiting.Until(() => server.Open == 0);
        var accepted = server.Accepted;
        await unobserved.VerifyAsync();
        Assert.Equal(accepted, server.Accepted);
    }

    [Theory]
    [InlineData(ServerKind.Node, 0)]
    [InlineData(ServerKind.Sockeye, 0)]
    [InlineData(ServerKind.Node, 1)]
    [InlineData(ServerKind.Sockeye, 1)]
    public async Task Dispose_AtAnyMomentOfConnectingAndUpgrading_EndsInTime(ServerKind kind, int emits)
    {
        using var unobserved = new UnobservedExceptions();
        await using var server = await TestServers.StartAsync(kind);
        for (var i = 0; i < 60; i++)
        {
            var client = new SocketIOClient(server.Url);
            var socket = client.Of();
            socket.Connect();
            await Task.Delay(TimeSpan.FromMilliseconds(i / 2.0));
            for (var e = 0; e < emits; e++)
            {
                await socket.EmitAsync("say", e);
            }

            if (i % 3 == 0)
            {
                client.Abort();
            }

            await client.DisposeAsync().AsTask().Within();
        }

        await unobserved.VerifyAsync();
    }

    [Fact]
    public async Task Dispose_MessagesStillCome_ReadsUntilTheServerSaysGoodbyeToo()
    {
        var network = new FakeNetwork();
        var client = network.CreateClient(TimeProvider.System);
        var peer = await network.ConnectAsync(client.Of());
        peer.BeforeGoodbye = () =>
        {
            // To be read after the session is closed. To leave it unread would be a reset, which may overtake what the client has sent.
            var receives = peer.Receives;
            peer.Send("""42["late"]""");
            SpinWait.SpinUntil(() => peer.Receives > receives, TimeSpan.FromSeconds(2));
        };

        await client.DisposeAsync().AsTask().Within();

        Assert.True(peer.HasAnswered);
        Assert.True(peer.IsDisposed);
    }
}
