namespace Sockeye.Client.Tests.Sockets;

public sealed class ConnectAsyncTests
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();

    [Theory]
    [InlineData(ServerKind.Sockeye)]
    [InlineData(ServerKind.Node)]
    public async Task ConnectAsync_RefusedByAMiddleware_SaysWhyWithItsData(ServerKind kind)
    {
        await using var server = await TestServers.StartAsync(kind);
        await using var client = new SocketIOClient(server.Url);
        var socket = client.Of("/auth");
        var heard = new Inbox<ConnectException>();
        socket.OnConnectError(heard.Add);

        var refused = await Assert.ThrowsAsync<ConnectException>(() => socket.ConnectAsync().Within());

        Assert.Equal(ConnectErrorKind.Refused, refused.Kind);
        Assert.Equal("Unauthorized", refused.Message);
        Assert.Equal(42, refused.ErrorData!.Get<Refusal>(0)!.Code);
        Assert.Same(refused, await heard.NextAsync());
        Assert.False(socket.Active);
        socket.Auth = new { token = "secret" };
        await socket.ConnectAsync().Within();
        Assert.Equal(await socket.EmitWithAckAsync<string>("whoami"), socket.Id);
    }

    [Theory]
    [InlineData(ServerKind.Sockeye)]
    [InlineData(ServerKind.Node)]
    public async Task ConnectAsync_NoSuchNamespace_IsRefused(ServerKind kind)
    {
        await using var server = await TestServers.StartAsync(kind);
        await using var client = new SocketIOClient(server.Url);

        var refused = await Assert.ThrowsAsync<ConnectException>(() => client.Of("/unknown").ConnectAsync().Within());

        Assert.Equal((ConnectErrorKind.Refused, "Invalid namespace"), (refused.Kind, refused.Message));
    }

    [Theory]
    [InlineData(ServerKind.Sockeye)]
    [InlineData(ServerKind.Node)]
    public async Task Of_SeveralNamespaces_ShareOneConnection(ServerKind kind)
    {
        await using var server = await TestServers.StartAsync(kind);
        await using var client = new SocketIOClient(new Uri(server.Url, "/chat?x=1"));
        var chat = client.Of();
        Assert.Equal("/chat", chat.Namespace);
        Assert.Same(chat, client.Of("chat"));
        Assert.Same(client, chat.Client);

        await Task.WhenAll(chat.ConnectAsync(), client.Of("/").ConnectAsync()).Within();

        Assert.NotEqual(chat.Id, client.Of("/").Id);
        Assert.NotNull(client.SessionId);
        Assert.NotEqual(client.SessionId, chat.Id);
        chat.Disconnect();
        Assert.Equal("here", await client.Of("/").EmitWithAckAsync<string>("echo", "here"));
        Assert.True(client.IsOpen);
        client.Of("/").Disconnect();
        Assert.False(client.IsOpen);
        Assert.Null(client.SessionId);
        Assert.Null(client.TransportName);
    }

    [Fact]
    public async Task ConnectAsync_Cancelled_EndsAtOnceAndLeavesNothing()
    {
        await using var client = _network.CreateClient(_clock);
        using var cancel = new CancellationTokenSource();
        var connecting = client.Of().ConnectAsync(cancel.Token);
        var attempt = await _network.NextAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(2)));
        await Waiting.Until(() => !attempt.IsLive && _clock.Due.Count == 0);
        Assert.False(client.Of().Active);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _network.Count);
    }

    [Fact]
    public async Task ConnectAsync_CancelledWhileItWaitsToTryAgain_LeavesNothing()
    {
        await using var client = _network.CreateClient(_clock);
        using var cancel = new CancellationTokenSource();
        var connecting = client.Of().ConnectAsync(cancel.Token);
        (await _network.NextAsync()).Refuse();
        await _clock.UntilItWaitsAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.Within());
        await Waiting.Until(() => _clock.Due.Count == 0);
    }

    [Fact]
    public async Task ConnectAsync_TokenIsCancelledAlready_DoesNotBegin()
    {
        await using var client = _network.CreateClient(_clock);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Of().ConnectAsync(new CancellationToken(canceled: true)));

        Assert.False(client.Of().Active);
        Assert.Equal(0, _network.Count);
    }

    [Fact]
    public async Task ConnectAsync_OneOfTwoCancelled_OtherGoesOn()
    {
        await using var client = _network.CreateClient(_clock);
        using var cancel = new CancellationTokenSource();
        var cancelled = client.Of().ConnectAsync(cancel.Token);
        var other = client.Of().ConnectAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Within());

        var attempt = await _network.NextAsync();
        attempt.Accept();
        await attempt.Socket.WelcomeAsync();
        await other.Within();
    }

    [Fact]
    public async Task ConnectAsync_NobodyAnswers_EndsInTimeAndSaysWhatFailedLast()
    {
        await using var client = _network.CreateClient(_clock, static options => options.ConnectTimeout = TimeSpan.FromSeconds(10));
        var connecting = client.Of().ConnectAsync();
        (await _network.NextAsync()).Refuse();
        await _clock.UntilItWaitsAsync();

        _clock.Advance(TimeSpan.FromSeconds(10));

        var timedOut = await Assert.ThrowsAsync<ConnectException>(() => connecting.Within());
        Assert.Equal(ConnectErrorKind.Timeout, timedOut.Kind);
        Assert.Equal(ConnectErrorKind.Tcp, Assert.IsType<ConnectException>(timedOut.InnerException).Kind);
        Assert.True(client.Of().Active);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    public async Task ConnectAsync_TimeoutIsNone_ThrowsAndDoesNotBegin(int seconds)
    {
        await using var client = _network.CreateClient(_clock);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.Of().ConnectAsync(TimeSpan.FromSeconds(seconds)));

        Assert.False(client.Of().Active);
        Assert.Equal(0, _network.Count);
    }

    [Fact]
    public async Task Times_LongerThanAnyTimer_AreWaitedFor()
    {
        var client = _network.CreateClient(_clock, static options =>
        {
            options.ConnectTimeout = TimeSpan.MaxValue;
            options.CloseTimeout = TimeSpan.MaxValue;
            options.AckTimeout = TimeSpan.MaxValue;
            options.Timeout = TimeSpan.MaxValue;
            options.ReconnectionDelay = TimeSpan.MaxValue;
            options.ReconnectionDelayMax = TimeSpan.MaxValue;
        });
        var server = await _network.ConnectAsync(client.Of());
        var answer = client.Of().EmitWithAckAsync<int>("question");
        Assert.Equal("""420["question"]""", await server.NextAsync());
        server.Send("430[1]");
        Assert.Equal(1, await answer.Within());
        server.Cut();
        await Waiting.Until(() => !client.Of().Connected);
        Assert.True(client.Of().Active);
        await client.DisposeAsync().Within();
    }

    [Fact]
    public async Task ConnectAsync_WithoutReconnection_EndsWithTheFirstFailure()
    {
        await using var client = _network.CreateClient(_clock, static options => options.Reconnection = false);
        var connecting = client.Of().ConnectAsync();
        (await _network.NextAsync()).Refuse();

        Assert.Equal(ConnectErrorKind.Tcp, (await Assert.ThrowsAsync<ConnectException>(() => connecting.Within())).Kind);
    }

    [Fact]
    public async Task ReconnectionAttempts_None_GivesUpAfterTheFirstFailure()
    {
        await using var client = _network.CreateClient(_clock, static options => options.ReconnectionAttempts = 0);
        var failed = new Inbox<bool>();
        client.OnReconnectFailed(() => failed.Add(true));
        var connecting = client.Of().ConnectAsync();
        (await _network.NextAsync()).Refuse();

        await Assert.ThrowsAsync<ConnectException>(() => connecting.Within());
        await failed.NextAsync();
        await Waiting.Until(() => _clock.Due.Count == 0);
    }

    [Fact]
    public async Task ReconnectionAttempts_NotSet_GoesOnForAnHour()
    {
        await using var client = _network.CreateClient(_clock, static options =>
        {
            options.ReconnectionDelayMax = TimeSpan.FromSeconds(40);
            options.Timeout = TimeSpan.FromMinutes(2);
        });
        client.Of().Connect();
        var until = _clock.GetUtcNow() + TimeSpan.FromHours(1);
        while (_clock.GetUtcNow() < until)
        {
            (await _network.NextAsync()).Refuse();
            await _clock.UntilItWaitsAsync(40);
            _clock.Advance(TimeSpan.FromSeconds(40));
        }

        Assert.InRange(_network.Count, 85, 92);
        var attempt = await _network.NextAsync();
        attempt.Accept();
        await attempt.Socket.WelcomeAsync();
        await Waiting.Until(() => client.Of().Connected);
    }

    [Fact]
    public async Task DisposeAsync_WhileConnecting_EndsTheCallAndLeavesNothing()
    {
        var client = _network.CreateClient(_clock);
        var connecting = client.Of().ConnectAsync();
        await _network.NextAsync();

        await client.DisposeAsync().Within();

        Assert.Equal(ConnectErrorKind.Disconnected, (await Assert.ThrowsAsync<ConnectException>(() => connecting.Within())).Kind);
        await Waiting.Until(() => _clock.Due.Count == 0);
        Assert.Empty(_network.Live);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.Of().ConnectAsync());
    }

    [Fact]
    public async Task ConnectAsync_WaitedForOnTheOnlyThreadOfAUserInterface_DoesNotDeadlock()
    {
        await using var server = await TestServers.StartAsync(ServerKind.Sockeye);
        var done = new TaskCompletionSource();
        using var thread = new SingleThread();
        await thread.RunAsync(() =>
        {
            using var client = new SocketIOClient(server.Url);
            client.Of().ConnectAsync().Wait(Waiting.Limit);
            Assert.True(client.Of().Connected);
            Assert.True(client.Of().EmitWithAckAsync<int>("echo", 1).Wait(Waiting.Limit));
            done.SetResult();
        });
        await done.Task.Within();
    }

    [Fact]
    public async Task ConnectError_OfAConnectedSocket_DisconnectsIt()
    {
        await using var client = _network.CreateClient(_clock);
        var server = await _network.ConnectAsync(client.Of());
        var reasons = new Inbox<string>();
        client.Of().OnDisconnect(reason => reasons.Add(reason.Name));

        server.Send("""44{"message":"gone"}""");

        Assert.Equal(DisconnectReason.ServerDisconnect, await reasons.NextAsync());
        Assert.False(client.Of().Connected);
        await _network.ConnectAsync(client.Of());
    }

    [Fact]
    public async Task Connect_WithoutASessionId_IsAnotherVersion()
    {
        await using var client = _network.CreateClient(_clock);
        var connecting = client.Of().ConnectAsync();
        var attempt = await _network.NextAsync();
        attempt.Accept();
        await attempt.Socket.NextAsync();
        attempt.Socket.Send("40");

        var error = await Assert.ThrowsAsync<ConnectException>(() => connecting.Within());
        Assert.Equal(ConnectErrorKind.Version, error.Kind);
        Assert.Contains("Engine.IO 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_AfterAnotherVersion_AsksAgain()
    {
        await using var client = _network.CreateClient(_clock);
        var connecting = client.Of().ConnectAsync();
        var attempt = await _network.NextAsync();
        attempt.Accept();
        await attempt.Socket.NextAsync();
        attempt.Socket.Send("40");
        await Assert.ThrowsAsync<ConnectException>(() => connecting.Within());
        connecting = client.Of().ConnectAsync();

        Assert.Equal("40", await attempt.Socket.NextAsync());
        attempt.Socket.Send("""40{"sid":"id"}""");
        await connecting.Within();
    }

    [Fact]
    public async Task ConnectAsync_OfLostContext_DoesNotHoldIt()
    {
        await using var client = _network.CreateClient(_clock);
        var context = new AsyncLocal<object?>();
        var held = Connect();
        (await _network.NextAsync()).Accept();
        await Waiting.Until(() => client.IsOpen);

        await Waiting.Until(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !held.IsAlive;
        });

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        WeakReference Connect()
        {
            var value = new object();
            var thread = new Thread(() =>
            {
                context.Value = value;
                client.Of().Connect();
            });
            thread.Start();
            thread.Join();
            return new WeakReference(value);
        }
    }

    private sealed record Refusal(int Code);
}
