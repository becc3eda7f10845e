namespace Sockeye.Client.Tests.Sockets;

public sealed class BufferTests
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();

    [Fact]
    public async Task Emit_BeforeTheFirstConnection_IsSentInOrderBeforeListenersHear()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        socket.OnConnect(async () => await socket.EmitAsync("at connect"));
        await socket.EmitAsync("first", 1);
        await socket.EmitAsync("second", "two");
        Assert.Equal(2, socket.SendBufferCount);

        var server = await _network.ConnectAsync(socket);

        Assert.Equal("""42["first",1]""", await server.NextAsync());
        Assert.Equal("""42["second","two"]""", await server.NextAsync());
        Assert.Equal("""42["at connect"]""", await server.NextAsync());
        Assert.Equal(0, socket.SendBufferCount);
    }

    [Fact]
    public async Task Receive_BeforeTheServerHasLetTheSocketIn_IsHeardInOrderBeforeConnect()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var heard = new Inbox<string>();
        socket.On<int>("event", value => heard.Add($"{value}"));
        socket.OnConnect(() => heard.Add("connect"));
        socket.Connect();
        var attempt = await _network.NextAsync();
        attempt.Accept();
        await attempt.Socket.NextAsync();
        attempt.Socket.Send("""42["event",1]""");
        attempt.Socket.Send("""42["event",2]""");
        await Waiting.Until(() => socket.ReceiveBufferCount == 2);
        attempt.Socket.Send("""40{"sid":"id"}""");
        attempt.Socket.Send("""42["event",3]""");

        Assert.Equal(["1", "2", "connect", "3"], await heard.NextAsync(4));
        Assert.Equal(0, socket.ReceiveBufferCount);
    }

    [Fact]
    public async Task MaxSendBufferBytes_WithoutAConnection_RefusesWhatIsTooMuch()
    {
        await using var client = _network.CreateClient(_clock, static options => options.MaxSendBufferBytes = 1000);
        var socket = client.Of();
        await socket.EmitAsync("event", new string('x', 600));

        var full = await Assert.ThrowsAsync<IOException>(async () => await socket.EmitAsync("event", new string('y', 600)));
        Assert.Contains("MaxSendBufferBytes", full.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => socket.EmitWithAckAsync<int>("event", new string('y', 600)));
        Assert.Equal((1, 0), (socket.SendBufferCount, socket.PendingAcks));
        var server = await _network.ConnectAsync(socket);
        Assert.StartsWith("42[\"event\",\"x", await server.NextAsync());
        await socket.EmitAsync("event", new string('z', 600));
        Assert.StartsWith("42[\"event\",\"z", await server.NextAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task MaxSendBufferBytes_ManySmallEvents_CountWhatTheyHold(int retries)
    {
        await using var client = _network.CreateClient(_clock, options =>
        {
            options.MaxSendBufferBytes = 10_000;
            options.Retries = retries;
        });
        var sent = 0;
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (; sent < 1000; sent++)
            {
                await client.Of().EmitAsync("a");
            }
        });
        Assert.InRange(sent, 10, 200);
    }

    [Fact]
    public async Task MaxSendBufferBytes_ServerReadsNoSmallEvents_CountsWhatTheyHold()
    {
        await using var client = _network.CreateClient(_clock, static options => options.MaxSendBufferBytes = 10_000);
        var server = await _network.ConnectAsync(client.Of());
        using var held = server.Hold();
        var sent = 0;
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (; sent < 1000; sent++)
            {
                await client.Of().EmitAsync("a");
            }
        });
        Assert.InRange(sent, 10, 200);
    }

    [Fact]
    public async Task MaxSendBufferBytes_ServerDoesNotRead_RefusesWhatIsTooMuchAndKeepsTheOrder()
    {
        await using var client = _network.CreateClient(_clock, static options => options.MaxSendBufferBytes = 10_000);
        var socket = client.Of();
        var server = await _network.ConnectAsync(socket);
        using var held = server.Hold();
        var sent = 0;
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (; sent < 1000; sent++)
            {
                await socket.EmitAsync("event", sent, new string('x', 500));
            }
        });
        Assert.InRange(sent, 5, 25);
        Assert.Equal(0, socket.SendBufferCount);

        held.Dispose();
        for (var i = 0; i < sent; i++)
        {
            Assert.StartsWith($$"""42["event",{{i}},""", await server.NextAsync());
        }

        await socket.EmitAsync("after");
        Assert.Equal("""42["after"]""", await server.NextAsync());
    }

    [Fact]
    public async Task MaxReceiveBufferBytes_ListenerIsStuck_ClosesAndConnectsAgain()
    {
        await using var client = _network.CreateClient(_clock, static options => options.MaxReceiveBufferBytes = 10_000);
        var socket = client.Of();
        using var release = new ManualResetEventSlim();
        socket.On("event", () => release.Wait(Waiting.Limit));
        var reasons = new Inbox<DisconnectReason>();
        socket.OnDisconnect(reasons.Add);
        var server = await _network.ConnectAsync(socket);
        for (var i = 0; i < 30; i++)
        {
            server.Send($$"""42["event","{{new string('x', 500)}}"]""");
        }

        await Waiting.Until(() => !socket.Connected);
        release.Set();

        var reason = await reasons.NextAsync();
        Assert.Equal(DisconnectReason.TransportError, reason.Name);
        Assert.Contains("MaxReceiveBufferBytes", reason.Description, StringComparison.Ordinal);
        await _clock.UntilItWaitsAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        var attempt = await _network.NextAsync();
        attempt.Accept();
        await attempt.Socket.WelcomeAsync();
        await Waiting.Until(() => socket.Connected);
    }

    [Fact]
    public async Task MaxReceiveBufferBytes_OneLargeEvent_IsTakenIfNothingWaits()
    {
        await using var client = _network.CreateClient(_clock, static options => options.MaxReceiveBufferBytes = 1000);
        var socket = client.Of();
        var came = socket.Hear<string>("event");
        var server = await _network.ConnectAsync(socket);
        server.Send($$"""42["event","{{new string('x', 5000)}}"]""");

        Assert.Equal(5000, (await came.NextAsync()).Length);
        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task Volatile_WhileTheTransportCannotTakeIt_IsDropped()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        await socket.Volatile.EmitAsync("too early");
        Assert.Equal(0, socket.SendBufferCount);
        var server = await _network.ConnectAsync(socket);
        await socket.Volatile.EmitAsync("taken");
        Assert.Equal("""42["taken"]""", await server.NextAsync());
        using var held = server.Hold();
        await socket.EmitAsync("holds up");
        await socket.Volatile.EmitAsync("dropped");
        held.Dispose();
        await socket.EmitAsync("last");

        Assert.Equal("""42["holds up"]""", await server.NextAsync());
        Assert.Equal("""42["last"]""", await server.NextAsync());
    }

    [Fact]
    public async Task Emit_ArgumentsChangeAfterwards_AreSentAsTheyWere()
    {
        await using var client = _network.CreateClient(_clock);
        var list = new List<int> { 1, 2 };
        await client.Of().EmitAsync("event", list);
        list.Clear();

        Assert.Equal("""42["event",[1,2]]""", await (await _network.ConnectAsync(client.Of())).NextAsync());
    }

    [Fact]
    public async Task Emit_ArgumentCannotBeWritten_ThrowsAndLeavesNothing()
    {
        await using var client = _network.CreateClient(_clock);
        var cycle = new List<object>();
        cycle.Add(cycle);
        await Assert.ThrowsAsync<System.Text.Json.JsonException>(async () => await client.Of().EmitAsync("event", cycle));
        await Assert.ThrowsAsync<System.Text.Json.JsonException>(() => client.Of().EmitWithAckAsync<int>("event", cycle));
        Assert.Equal((0, 0), (client.Of().SendBufferCount, client.Of().PendingAcks));
    }

    [Fact]
    public async Task OnAnyOutgoing_AddedWhileAnEventWaits_HearsIt()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        await socket.EmitAsync("waits", 7);
        var heard = new Inbox<string>();
        socket.OnAnyOutgoing(sent => heard.Add($"{sent.Name} {sent.Arguments.Get<int>(0)}"));

        await _network.ConnectAsync(socket);

        Assert.Equal("waits 7", await heard.NextAsync());
    }

    [Fact]
    public async Task EmitWithAck_ManyGivenUpBehindManyThatWait_EndSoon()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        for (var i = 0; i < 100_000; i++)
        {
            await socket.EmitAsync("event", i);
        }

        using var cancel = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 100_000).Select(i => socket.EmitWithAckAsync<int>("question", i, cancel.Token)).ToArray();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(calls).Within());
        Assert.Equal(100_000, socket.SendBufferCount);
    }

}
