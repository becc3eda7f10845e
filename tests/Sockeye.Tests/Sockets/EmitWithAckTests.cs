using Sockeye.Testing;

namespace Sockeye.Tests.Sockets;

public sealed class EmitWithAckTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData("/", "42", "43")]
    [InlineData("/custom", "42/custom,", "43/custom,")]
    public async Task EmitWithAck_Answer_IsGiven(string ns, string events, string acks)
    {
        await using var server = await TestServer.StartAsync(io => io.Of("/custom"));
        await using var client = await server.ConnectAsync(ns);
        var socket = server.IO.Of(ns).Sockets[client.Id];

        var first = socket.EmitWithAckAsync("ask", 1);
        var second = socket.EmitWithAckAsync<string>("ask", 2);

        await client.ExpectAsync($"{events}0[\"ask\",1]", $"{events}1[\"ask\",2]");
        await client.SendAsync($"{acks}1[\"two\",3]", $"{acks}0[]");
        Assert.Equal(0, (await first.Within()).Count);
        Assert.Equal("two", await second.Within());
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task EmitWithAck_BinaryBothWays_IsGiven(TestTransport transport)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(transport: transport);

        var asked = server.IO.Sockets[client.Id].EmitWithAckAsync("ask", new byte[] { 1 });

        await client.ExpectAsync("""451-0["ask",{"_placeholder":true,"num":0}]""");
        Assert.Equal([1], await client.ReceiveBinaryAsync());
        await client.SendAsync("""461-0["bar",{"_placeholder":true,"num":0}]""", new byte[] { 2 });
        var answer = await asked.Within();
        Assert.Equal("bar", answer.Get<string>(0));
        Assert.Equal([2], answer.Get<byte[]>(1)!);
    }

    [Fact]
    public async Task EmitWithAck_WithoutPayload_IsAnEmptyAnswer()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var asked = server.IO.Sockets[client.Id].EmitWithAckAsync("ask");
        await client.ExpectAsync("""420["ask"]""");
        await client.SendAsync("430");

        var answer = await asked.Within();
        Assert.Equal(0, answer.Count);
        Assert.Null(answer.Get<string>(0));
    }

    [Fact]
    public async Task EmitWithAck_TwoAnswers_TakesTheFirst()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();

        var asked = server.IO.Sockets[client.Id].EmitWithAckAsync<int>("ask");
        await client.ExpectAsync("""420["ask"]""");
        await client.SendAsync("430[1]", "430[2]");

        Assert.Equal(1, await asked.Within());
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task EmitWithAck_NoAnswerInTime_ThrowsAndForgets()
    {
        await using var server = await TestServer.StartAsync(fakeTime: true);
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];
        var timers = server.IO.Timers.Count;

        var asked = socket.Timeout(Timeout).EmitWithAckAsync("ask");
        await client.ExpectAsync("""420["ask"]""");
        server.Time.Advance(Timeout + TimeSpan.FromSeconds(1));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => asked.Within());
        Assert.Equal("operation has timed out", exception.Message);
        Assert.Equal(timers, server.IO.Timers.Count);
        Assert.False(socket.Acks.TryRemove(0, out _));
        await client.SendAsync("430[1]");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task EmitWithAck_AnswerInTime_LeavesNoTimer()
    {
        await using var server = await TestServer.StartAsync(fakeTime: true);
        await using var client = await server.ConnectAsync();
        var timers = server.IO.Timers.Count;

        var asked = server.IO.Sockets[client.Id].Timeout(Timeout).EmitWithAckAsync<int>("ask");
        await client.ExpectAsync("""420["ask"]""");
        Assert.Equal(timers + 1, server.IO.Timers.Count);
        await client.SendAsync("430[7]");

        Assert.Equal(7, await asked.Within());
        Assert.Equal(timers, server.IO.Timers.Count);
    }

    [Fact]
    public async Task EmitWithAck_Cancelled_ThrowsAndForgets()
    {
        await using var server = await TestServer.StartAsync(fakeTime: true);
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];
        var timers = server.IO.Timers.Count;
        using var cancellation = new CancellationTokenSource();

        var asked = socket.Timeout(Timeout).EmitWithAckAsync<int>("ask", [1], cancellation.Token);
        await client.ExpectAsync("""420["ask",1]""");
        await cancellation.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.Within());
        Assert.Equal(cancellation.Token, exception.CancellationToken);
        Assert.Equal(timers, server.IO.Timers.Count);
        Assert.False(socket.Acks.TryRemove(0, out _));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => socket.EmitWithAckAsync<int>("ask", [], cancellation.Token));
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task EmitWithAck_Disconnected_ThrowsAndForgets()
    {
        await using var server = await TestServer.StartAsync(fakeTime: true);
        await using var client = await server.ConnectAsync();
        var socket = server.IO.Sockets[client.Id];
        var timers = server.IO.Timers.Count;

        var timed = socket.Timeout(Timeout).EmitWithAckAsync("ask");
        var untimed = socket.EmitWithAckAsync("ask");
        socket.Disconnect();

        var exception = await Assert.ThrowsAsync<SocketDisconnectedException>(() => timed.Within());
        Assert.Equal("socket has been disconnected", exception.Message);
        await Assert.ThrowsAsync<SocketDisconnectedException>(() => untimed.Within());
        await Assert.ThrowsAsync<SocketDisconnectedException>(() => socket.EmitWithAckAsync("ask").Within());
        Assert.Equal(timers, server.IO.Timers.Count);
    }

    [Fact]
    public async Task EmitWithAck_ConnectionBroken_Throws()
    {
        await using var fake = await FakeSocket.ConnectAsync();
        var asked = fake.Socket.EmitWithAckAsync("ask");

        await fake.AbortAsync().Within();

        await Assert.ThrowsAsync<SocketDisconnectedException>(() => asked.Within());
    }

    [Fact]
    public async Task EmitWithAck_AnswerOfAnotherSocket_IsIgnored()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await using var other = await server.ConnectAsync();
        var asked = server.IO.Sockets[client.Id].EmitWithAckAsync<string>("ask");
        await client.ExpectAsync("""420["ask"]""");

        await other.SendAsync("""430["forged"]""");
        await other.ExpectNothingAsync();
        await client.SendAsync("""430["true"]""");

        Assert.Equal("true", await asked.Within());
    }

    [Fact]
    public async Task EmitWithAck_InsideAHandler_DoesNotBlockTheConnection()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
            socket.On("relay", async (Acknowledgement ack) => await ack.SendAsync(await socket.EmitWithAckAsync<int>("ask")))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""425["relay"]""");
        await client.ExpectAsync("""420["ask"]""");
        await client.SendAsync("430[42]");

        await client.ExpectAsync("435[42]");
    }

    [Fact]
    public async Task EmitWithAck_AnswerOfWrongType_ThrowsAtTheCaller()
    {
        await using var fake = await FakeSocket.ConnectAsync();
        fake.Client.On("ask", static (Acknowledgement answer) => answer.SendAsync("no number"));

        var asked = fake.Socket.EmitWithAckAsync<int>("ask");

        await Assert.ThrowsAsync<System.Text.Json.JsonException>(() => asked.Within());
    }

    [Fact]
    public async Task EmitWithAck_WithoutTimeout_TakesTheOptions()
    {
        await using var server = await TestServer.StartAsync(options: static options => options.AckTimeout = Timeout, fakeTime: true);
        await using var client = await server.ConnectAsync();

        var asked = server.IO.Sockets[client.Id].EmitWithAckAsync("ask");
        await client.ExpectAsync("""420["ask"]""");
        server.Time.Advance(Timeout - TimeSpan.FromMilliseconds(100));
        await client.ExpectNothingAsync();
        Assert.False(asked.IsCompleted);
        server.Time.Advance(TimeSpan.FromMilliseconds(200));

        var late = await Assert.ThrowsAsync<TimeoutException>(asked.Within);
        Assert.Equal("operation has timed out", late.Message);
    }
}
