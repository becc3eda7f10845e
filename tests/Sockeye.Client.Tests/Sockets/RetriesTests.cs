namespace Sockeye.Client.Tests.Sockets;

public sealed class RetriesTests
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();

    [Fact]
    public async Task Retries_EventsWait_ForTheAnswerToTheOneBefore()
    {
        await using var client = Create();
        var server = await _network.ConnectAsync(client.Of());
        await client.Of().EmitAsync("first");
        var second = client.Of().EmitWithAckAsync<int>("second");
        Assert.Equal("""420["first"]""", await server.NextAsync());
        Assert.Equal((2, 0), (client.Of().SendBufferCount, server.SentCount));
        server.Send("430[]");
        Assert.Equal("""421["second"]""", await server.NextAsync());
        server.Send("431[5]");

        Assert.Equal(5, await second.Within());
        Assert.Equal(0, client.Of().SendBufferCount);
    }

    [Fact]
    public async Task Retries_NoAnswer_SendsAgainAndGivesUpAtLast()
    {
        await using var client = Create();
        var server = await _network.ConnectAsync(client.Of());
        var lost = client.Of().EmitWithAckAsync<int>("lost");
        await client.Of().EmitAsync("next");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($$"""42{{i}}["lost"]""", await server.NextAsync());
            _clock.Advance(TimeSpan.FromSeconds(1.1));
        }

        await Assert.ThrowsAsync<TimeoutException>(() => lost.Within());
        Assert.Equal("""423["next"]""", await server.NextAsync());
    }

    [Fact]
    public async Task Retries_ConnectionIsLost_SendsAgainOnTheNext()
    {
        await using var client = Create();
        var socket = client.Of();
        var server = await _network.ConnectAsync(socket);
        var answer = socket.EmitWithAckAsync<int>("event");
        await server.NextAsync();
        server = await _network.ReconnectAsync(socket, server, _clock);
        Assert.Equal("""421["event"]""", await server.NextAsync());
        server.Send("431[1]");

        Assert.Equal(1, await answer.Within());
        Assert.Equal(0, server.SentCount);
    }

    [Fact]
    public async Task Retries_BeforeTheFirstConnection_WaitForIt()
    {
        await using var client = Create();
        var answer = client.Of().EmitWithAckAsync<int>("event", [new byte[] { 1 }]);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(answer.IsCompleted);
        var server = await _network.ConnectAsync(client.Of());
        Assert.Equal("""451-0["event",{"_placeholder":true,"num":0}]""", await server.NextAsync());
        server.Send("430[1]");
        Assert.Equal(1, await answer.Within());
    }

    [Fact]
    public async Task Retries_Cancelled_IsNotSentAgainAndTheNextGoes()
    {
        await using var client = Create();
        var server = await _network.ConnectAsync(client.Of());
        using var cancel = new CancellationTokenSource();
        var first = client.Of().EmitWithAckAsync<int>("first", cancel.Token);
        var second = client.Of().EmitWithAckAsync<int>("second");
        Assert.Equal("""420["first"]""", await server.NextAsync());
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Within());
        Assert.Equal("""421["second"]""", await server.NextAsync());
        server.Send("431[2]");
        Assert.Equal(2, await second.Within());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Of().EmitWithAckAsync<int>("third", cancel.Token));
        Assert.Equal((0, 0), (client.Of().SendBufferCount, client.Of().PendingAcks));
    }

    [Fact]
    public async Task Retries_Volatile_IsSentOnce()
    {
        await using var client = Create();
        var server = await _network.ConnectAsync(client.Of());
        await client.Of().EmitAsync("waits");
        Assert.Equal("""420["waits"]""", await server.NextAsync());
        await Waiting.Until(() =>
        {
            // The transport may still be at the first one.
            client.Of().Volatile.EmitAsync("volatile").AsTask().Wait();
            return server.SentCount > 0;
        });
        Assert.Equal("""42["volatile"]""", await server.NextAsync());
        Assert.Equal(1, client.Of().SendBufferCount);
    }

    [Fact]
    public async Task Retries_TooMuchWaits_IsRefused()
    {
        await using var client = _network.CreateClient(_clock, static options =>
        {
            options.Retries = 2;
            options.MaxSendBufferBytes = 1000;
        });
        await client.Of().EmitAsync("event", new string('x', 600));
        await Assert.ThrowsAsync<IOException>(async () => await client.Of().EmitAsync("event", new string('x', 600)));
        var server = await _network.ConnectAsync(client.Of());
        await server.NextAsync();
        server.Send("430[]");
        await Waiting.Until(() => client.Of().SendBufferCount == 0);
        await client.Of().EmitAsync("event", new string('x', 600));
    }

    [Fact]
    public async Task Retries_ClientIsDisposed_EndsTheCalls()
    {
        var client = Create();
        await _network.ConnectAsync(client.Of());
        var sent = client.Of().EmitWithAckAsync<int>("sent");
        var waiting = client.Of().EmitWithAckAsync<int>("waiting");
        await client.DisposeAsync();

        await Assert.ThrowsAsync<SocketDisconnectedException>(() => sent.Within());
        await Assert.ThrowsAsync<SocketDisconnectedException>(() => waiting.Within());
    }

    private SocketIOClient Create() => _network.CreateClient(_clock, static options =>
    {
        options.Retries = 2;
        options.AckTimeout = TimeSpan.FromSeconds(1);
    });

    [Fact]
    public async Task Retries_ManyCancelled_EndSoon()
    {
        await using var client = _network.CreateClient(_clock, static options => options.Retries = 3);
        var socket = client.Of();
        using var cancel = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 150_000).Select(i => socket.EmitWithAckAsync<int>("question", i, cancel.Token)).ToArray();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(calls).Within());
        Assert.Equal(0, socket.SendBufferCount);
    }

    [Fact]
    public async Task Retries_ParserCannotWriteATry_GivesThatEventUpAndSendsTheNext()
    {
        await using var client = _network.CreateClient(_clock, static options =>
        {
            options.Retries = 3;
            options.Parser = new RefusingParser("broken");
        });
        var socket = client.Of();
        var server = await _network.ConnectAsync(socket);
        var first = socket.EmitWithAckAsync<int>("first");
        var broken = socket.EmitWithAckAsync<int>("broken");
        var last = socket.EmitWithAckAsync<int>("last");

        Assert.Equal("""420["first"]""", await server.NextAsync());
        server.Send("430[1]");
        Assert.Equal(1, await first.Within());
        await Assert.ThrowsAsync<NotSupportedException>(() => broken.Within());
        Assert.Equal("""422["last"]""", await server.NextAsync());
        server.Send("432[3]");
        Assert.Equal(3, await last.Within());
        Assert.Equal(0, socket.SendBufferCount);
    }
}
