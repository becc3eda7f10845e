namespace Sockeye.Client.Tests.Sockets;

[Collection(AloneCollection.Name)]
public sealed class AuthTests
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();

    [Fact]
    public async Task Auth_GetterThatWaitsForAnotherThread_DoesNotHoldUpTheClient()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        socket.Auth = new BlockingAuth(socket);
        var connecting = socket.ConnectAsync();
        var attempt = await _network.NextAsync();
        attempt.Accept();

        Assert.Equal("""40{"isFree":true}""", await attempt.Socket.NextAsync());
        attempt.Socket.Send("""40{"sid":"id"}""");
        await connecting.Within();
    }

    [Fact]
    public async Task AuthFactory_EachAttempt_IsAskedAgain()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var asked = 0;
        socket.AuthFactory = _ => new(new { token = ++asked });
        socket.Connect();
        for (var i = 1; i <= 3; i++)
        {
            var attempt = await _network.NextAsync();
            attempt.Accept();
            Assert.Equal($$"""40{"token":{{i}}}""", await attempt.Socket.NextAsync());
            attempt.Socket.Send("""40{"sid":"id"}""");
            await Waiting.Until(() => socket.Connected);
            attempt.Socket.Cut();
            await _clock.UntilItWaitsAsync();
            _clock.Advance(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public async Task AuthFactory_Throws_IsAnErrorAndAskedAgainOnTheSameConnection()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var errors = new Inbox<ConnectException>();
        socket.OnConnectError(errors.Add);
        var fails = true;
        socket.AuthFactory = _ => fails ? throw new InvalidOperationException("no token") : new(new { token = 1 });
        var connecting = socket.ConnectAsync();
        var attempt = await _network.NextAsync();
        attempt.Accept();

        var error = await errors.NextAsync();
        Assert.Equal(ConnectErrorKind.Authentication, error.Kind);
        Assert.Contains("no token", error.Message, StringComparison.Ordinal);
        fails = false;
        await _clock.UntilItWaitsAsync();
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("""40{"token":1}""", await attempt.Socket.NextAsync());
        attempt.Socket.Send("""40{"sid":"id"}""");
        await connecting.Within();
    }

    [Fact]
    public async Task AuthFactory_ThrowsWithoutReconnection_EndsConnectAsync()
    {
        await using var client = _network.CreateClient(_clock, static options => options.Reconnection = false);
        var socket = client.Of();
        socket.AuthFactory = static _ => throw new InvalidOperationException("no token");
        var connecting = socket.ConnectAsync();
        (await _network.NextAsync()).Accept();

        Assert.Equal(ConnectErrorKind.Authentication, (await Assert.ThrowsAsync<ConnectException>(() => connecting.Within())).Kind);
    }

    [Fact]
    public async Task Auth_IsNoObject_IsAnAuthenticationError()
    {
        await using var client = _network.CreateClient(_clock, static options => options.Reconnection = false);
        var socket = client.Of();
        socket.Auth = "token";
        var connecting = socket.ConnectAsync();
        (await _network.NextAsync()).Accept();

        Assert.Equal(ConnectErrorKind.Authentication, (await Assert.ThrowsAsync<ConnectException>(() => connecting.Within())).Kind);
    }

    [Fact]
    public async Task AuthFactory_Slow_IsCancelledWithItsAttemptAndHoldsUpNothing()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var tokens = new Inbox<CancellationToken>();
        var answer = new TaskCompletionSource<object?>();
        socket.AuthFactory = async token =>
        {
            tokens.Add(token);
            return await answer.Task.WaitAsync(token);
        };
        var connecting = socket.ConnectAsync();
        var attempt = await _network.NextAsync();
        attempt.Accept();
        var first = await tokens.NextAsync();
        attempt.Socket.Send("2");
        Assert.Equal("3", await attempt.Socket.NextAsync());
        attempt.Socket.Cut();
        await Waiting.Until(() => first.IsCancellationRequested);
        await _clock.UntilItWaitsAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        attempt = await _network.NextAsync();
        attempt.Accept();
        await tokens.NextAsync();
        answer.SetResult(new { token = 2 });

        Assert.Equal("""40{"token":2}""", await attempt.Socket.NextAsync());
        attempt.Socket.Send("""40{"sid":"id"}""");
        await connecting.Within();
        Assert.Equal(0, attempt.Socket.SentCount);
    }

    [Fact]
    public async Task AuthFactory_CallbackOfItsTokenThrows_IsNoUnobservedException()
    {
        using var unobserved = new UnobservedExceptions();
        await using (var client = _network.CreateClient(_clock))
        {
            var socket = client.Of();
            var asked = new Inbox<bool>();
            socket.AuthFactory = async token =>
            {
                token.Register(static () => throw new InvalidOperationException("The callback fails."));
                asked.Add(true);
                await Task.Delay(Timeout.Infinite, token);
                return null;
            };
            socket.Connect();
            (await _network.NextAsync()).Accept();
            await asked.NextAsync();
            socket.Disconnect();
        }

        await unobserved.VerifyAsync();
    }

    [Fact]
    public async Task ConnectAsync_AfterAuthFailedForGood_AsksAgain()
    {
        await using var client = _network.CreateClient(_clock, static options => options.Reconnection = false);
        var socket = client.Of();
        var fails = true;
        socket.AuthFactory = _ => fails ? throw new InvalidOperationException("no token") : new(new { token = 1 });
        var connecting = socket.ConnectAsync();
        var attempt = await _network.NextAsync();
        attempt.Accept();
        await Assert.ThrowsAsync<ConnectException>(() => connecting.Within());
        fails = false;
        connecting = socket.ConnectAsync();

        Assert.Equal("""40{"token":1}""", await attempt.Socket.NextAsync());
        attempt.Socket.Send("""40{"sid":"id"}""");
        await connecting.Within();
    }

    [Fact]
    public async Task AuthFactory_AlwaysThrows_IsAskedAsOftenAsReconnectionAttemptsSays()
    {
        await using var client = _network.CreateClient(_clock, static options => options.ReconnectionAttempts = 2);
        var socket = client.Of();
        var asked = 0;
        socket.AuthFactory = _ =>
        {
            asked++;
            throw new InvalidOperationException("no token");
        };
        var connecting = socket.ConnectAsync();
        (await _network.NextAsync()).Accept();
        for (var i = 1; i <= 2; i++)
        {
            await Waiting.Until(() => asked == i && !connecting.IsCompleted);
            await _clock.UntilItWaitsAsync();
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(ConnectErrorKind.Authentication, (await Assert.ThrowsAsync<ConnectException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(5)))).Kind);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Auth_SetWhileTheFactoryIsAsked_EndsItsTokenWithTheAttempt()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var tokens = new Inbox<CancellationToken>();
        socket.AuthFactory = async token =>
        {
            tokens.Add(token);
            await Task.Delay(Timeout.Infinite, token);
            return null;
        };
        socket.Connect();
        (await _network.NextAsync()).Accept();
        var token = await tokens.NextAsync();
        socket.Auth = new { token = 1 };

        socket.Disconnect();

        await Waiting.Until(() => token.IsCancellationRequested);
    }

    [Fact]
    public async Task AuthFactory_ThrowsAfterADisconnect_IsAskedAsOftenAsTheFirstTime()
    {
        await using var client = _network.CreateClient(_clock, static options => options.ReconnectionAttempts = 1);
        var socket = client.Of();
        var errors = new Inbox<ConnectException>();
        socket.OnConnectError(errors.Add);
        socket.AuthFactory = static _ => throw new InvalidOperationException("no token");
        socket.Connect();
        (await _network.NextAsync()).Accept();
        await errors.NextAsync();
        socket.Disconnect();
        await Waiting.Until(() => _network.Live.Count == 0);
        var connecting = socket.ConnectAsync();
        (await _network.NextAsync()).Accept();
        await errors.NextAsync();
        await _clock.UntilItWaitsAsync();
        Assert.False(connecting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ConnectErrorKind.Authentication, (await Assert.ThrowsAsync<ConnectException>(() => connecting.Within())).Kind);
    }

    [Fact]
    public async Task ConnectAsync_AuthFactoryDoesNotAnswer_SaysSo()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var asked = new Inbox<bool>();
        socket.AuthFactory = async token =>
        {
            asked.Add(true);
            await Task.Delay(Timeout.Infinite, token);
            return null;
        };
        var connecting = socket.ConnectAsync(TimeSpan.FromSeconds(10));
        (await _network.NextAsync()).Accept();
        await asked.NextAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Contains("AuthFactory", (await Assert.ThrowsAsync<ConnectException>(() => connecting.Within())).Message, StringComparison.Ordinal);
    }

    private sealed class BlockingAuth(ClientSocket socket)
    {
        public bool IsFree => Task.Run(() => socket.SendBufferCount).Wait(TimeSpan.FromSeconds(3));
    }
}
