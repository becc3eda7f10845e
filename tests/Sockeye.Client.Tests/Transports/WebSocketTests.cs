namespace Sockeye.Client.Tests.Transports;

public sealed class WebSocketTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Messages_OfManyTasks_KeepTheirAttachments(bool compress, bool forceBase64)
    {
        await using var server = await NodeServer.StartAsync("""{"perMessageDeflate":{"threshold":0},"maxHttpBufferSize":10000000}""");
        await using var client = Create(server.Url, options =>
        {
            options.PerMessageDeflate = compress;
            options.ForceBase64 = forceBase64;
        });
        var socket = client.Of();
        await socket.ConnectAsync().Within();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(task => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                byte[] first = [.. Enumerable.Repeat((byte)task, i * 100)];
                byte[] second = [(byte)i];
                var answer = await socket.EmitWithAckAsync("echo", task, first, second);
                Assert.Equal(task, answer.Get<int>(0));
                Assert.Equal(first, answer.Get<byte[]>(1));
                Assert.Equal(second, answer.Get<byte[]>(2));
            }
        }))).Within();
    }

    [Theory]
    [InlineData(ServerKind.Node, 0)]
    [InlineData(ServerKind.Node, 125)]
    [InlineData(ServerKind.Node, 70_000)]
    [InlineData(ServerKind.Node, 900_000)]
    [InlineData(ServerKind.Sockeye, 0)]
    [InlineData(ServerKind.Sockeye, 900_000)]
    public async Task Message_OfAnySize_ComesBack(ServerKind kind, int size)
    {
        await using var server = await TestServers.StartAsync(kind);
        await using var client = Create(server.Url);
        await client.Of().ConnectAsync().Within();
        var bytes = new byte[size];
        Random.Shared.NextBytes(bytes);

        Assert.Equal(bytes, await client.Of().EmitWithAckAsync<byte[]>("echo", [bytes]).Within());
    }

    [Fact]
    public async Task Message_LargerThanMaxMessageBytes_EndsTheConnectionAndSaysWhatToRaise()
    {
        await using var server = await NodeServer.StartAsync();
        await using var client = Create(server.Url, static options => options.MaxMessageBytes = 100_000);
        var reasons = new Inbox<DisconnectReason>();
        client.Of().OnDisconnect(reasons.Add);
        await client.Of().ConnectAsync().Within();

        await client.Of().EmitAsync("say", new string('x', 200_000));

        var reason = await reasons.NextAsync();
        Assert.Equal(DisconnectReason.TransportError, reason.Name);
        Assert.Contains("MaxMessageBytes", reason.Description, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OwnInvoker_HasTheRequestsOfBothTransportsAndIsNotDisposed(bool isHttpClient)
    {
        await using var server = await NodeServer.StartAsync();
        using var counting = new CountingHandler();
        using HttpMessageInvoker invoker = isHttpClient ? new HttpClient(counting, disposeHandler: false) : new HttpMessageInvoker(counting, disposeHandler: false);
        var upgrades = new Inbox<string>();
        for (var i = 0; i < 2; i++)
        {
            await using var client = new SocketIOClient(server.Url, options => options.HttpMessageInvoker = invoker);
            client.OnUpgrade(upgrades.Add);
            await client.Of().ConnectAsync().Within();
            await upgrades.NextAsync();
            Assert.Equal(1, await client.Of().EmitWithAckAsync<int>("echo", 1).Within());
        }

        Assert.Equal(2, counting.WebSockets);
        Assert.InRange(counting.Polls, 4, 40);
    }

    private static SocketIOClient Create(Uri url, Action<SocketIOClientOptions>? configure = null) => new(url, options =>
    {
        options.Transports = [ClientTransport.WebSocket];
        options.Reconnection = false;
        configure?.Invoke(options);
    });

    private sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _polls;
        private int _webSockets;

        public int Polls => _polls;

        public int WebSockets => _webSockets;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref request.RequestUri!.Query.Contains("transport=websocket", StringComparison.Ordinal) ? ref _webSockets : ref _polls);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
