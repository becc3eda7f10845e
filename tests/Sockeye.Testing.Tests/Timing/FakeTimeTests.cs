using Microsoft.AspNetCore.TestHost;
using Sockeye.Testing.Tests.Support;

namespace Sockeye.Testing.Tests.Timing;

/// <summary>A fake clock among the services moves all that either side waits for.</summary>
public sealed class FakeTimeTests
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    public async Task Heartbeats_OfAHealthyClient_KeepItConnected(ClientTransport transport)
    {
        await using var app = await MemoryApp.StartAsync(static io => io.OnConnection(static socket => socket.On("echo", (Acknowledgement answer) => answer.SendAsync())), fakeTime: true);
        await using var client = app.CreateClient(configure: options => options.Transports = [transport]);
        var pings = 0;
        client.OnPing(() => Interlocked.Increment(ref pings));
        var socket = client.Of();
        await socket.ConnectAsync().Within();
        var id = socket.Id;

        for (var i = 0; i < 10; i++)
        {
            app.Time.Advance(PingInterval);

            // The first answer comes behind the ping, the second question behind the pong.
            await socket.EmitWithAckAsync("echo").Within();
            await socket.EmitWithAckAsync("echo").Within();
        }

        Assert.Equal(id, socket.Id);
        Assert.InRange(pings, 9, 10);
    }

    [Fact]
    public async Task Heartbeats_ThatNobodyAnswers_EndBothSides()
    {
        var lost = new Inbox<DisconnectReason>();
        await using var app = await MemoryApp.StartAsync(io => io.OnConnection(socket => socket.OnDisconnect(lost.Add)), fakeTime: true);
        using var holding = new HoldingHandler(app.App.GetTestServer().CreateHandler());
        using var invoker = new HttpMessageInvoker(holding);
        await using var client = app.CreateClient(configure: options =>
        {
            options.HttpMessageInvoker = invoker;
            options.Transports = [ClientTransport.Polling];
            options.Reconnection = false;
        });
        var closed = new Inbox<Client.DisconnectReason>();
        client.OnClose(closed.Add);
        await client.Of().ConnectAsync().Within();

        holding.Hold();
        app.Time.Advance(PingInterval);
        await holding.Held.Within();
        app.Time.Advance(PingTimeout - TimeSpan.FromSeconds(1));
        Assert.Equal(0, lost.Count);
        app.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("ping timeout", (await lost.NextAsync()).Name);
        Assert.Equal("ping timeout", (await closed.NextAsync()).Name);

        // What the client says when it closes would be held too, for as long as the clock stands still.
        holding.Release();
    }

    [Fact]
    public async Task Acknowledgement_ThatNeverComes_TimesOutOnBothSides()
    {
        var sockets = new Inbox<Socket>();
        await using var app = await MemoryApp.StartAsync(io => io.OnConnection(sockets.Add), fakeTime: true);
        await using var client = app.CreateClient(configure: options => options.Transports = [ClientTransport.WebSocket]);
        await client.Of().ConnectAsync().Within();
        var socket = await sockets.NextAsync();

        var byClient = client.Of().Timeout(TimeSpan.FromSeconds(10)).EmitWithAckAsync("ask");
        var byServer = socket.Timeout(TimeSpan.FromSeconds(10)).EmitWithAckAsync("ask");
        app.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(byClient.IsCompleted || byServer.IsCompleted);
        app.Time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<TimeoutException>(() => byClient).Within();
        await Assert.ThrowsAsync<TimeoutException>(() => byServer).Within();
    }

    [Fact]
    public async Task Connect_ThatAMiddlewareHolds_TimesOut()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource();
        await using var app = await MemoryApp.StartAsync(
            io => io.Use(Task (_) =>
            {
                asked.TrySetResult();
                return never.Task;
            }),
            fakeTime: true);
        await using var client = app.CreateClient(configure: options =>
        {
            options.Transports = [ClientTransport.WebSocket];
            options.ConnectTimeout = TimeSpan.FromSeconds(40);
        });

        var connecting = client.Of().ConnectAsync();
        await asked.Task.Within();
        app.Time.Advance(TimeSpan.FromSeconds(39));
        Assert.False(connecting.IsCompleted);
        app.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(ConnectErrorKind.Timeout, (await Assert.ThrowsAsync<ConnectException>(() => connecting).Within()).Kind);
        never.SetResult();
    }

    [Fact]
    public async Task Connection_InNoNamespace_IsClosedByTheServer()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource();
        await using var app = await MemoryApp.StartAsync(
            io => io.Use(Task (_) =>
            {
                asked.TrySetResult();
                return never.Task;
            }),
            options => options.ConnectTimeout = TimeSpan.FromSeconds(5),
            fakeTime: true);
        await using var client = app.CreateClient(configure: options =>
        {
            options.Transports = [ClientTransport.WebSocket];
            options.Reconnection = false;
        });
        var closed = new Inbox<Client.DisconnectReason>();
        client.OnClose(closed.Add);
        client.Of().Connect();
        await asked.Task.Within();

        app.Time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal("transport close", (await closed.NextAsync()).Name);
        never.SetResult();
    }

    [Fact]
    public async Task Reconnection_AfterALoss_WaitsForTheClock()
    {
        var sockets = new Inbox<Socket>();
        await using var app = await MemoryApp.StartAsync(io => io.OnConnection(sockets.Add), fakeTime: true);
        await using var client = app.CreateClient(configure: options =>
        {
            options.Transports = [ClientTransport.WebSocket];
            options.ReconnectionDelay = options.ReconnectionDelayMax = TimeSpan.FromHours(1);
            options.RandomizationFactor = 0;
        });
        var attempts = new Inbox<int>();
        client.OnReconnectAttempt(attempts.Add);
        await client.Of().ConnectAsync().Within();
        var start = app.Time.GetUtcNow();

        (await sockets.NextAsync()).Session.Close();
        await Waiting.Until(() =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(30));
            return attempts.Count > 0;
        });

        Assert.InRange(app.Time.GetUtcNow() - start, TimeSpan.FromHours(1), TimeSpan.MaxValue);
        await sockets.NextAsync();
    }

    /// <summary>A network that takes requests and gives no more answers.</summary>
    private sealed class HoldingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _holds;

        /// <summary>Completes when the first answer does not get through.</summary>
        public Task Held => _held.Task;

        public void Hold() => _holds = true;

        public void Release() => _released.SetResult();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (_holds)
            {
                _held.TrySetResult();
                await _released.Task.WaitAsync(cancellationToken);
            }

            return response;
        }
    }
}
