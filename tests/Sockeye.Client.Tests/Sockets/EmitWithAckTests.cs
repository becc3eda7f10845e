namespace Sockeye.Client.Tests.Sockets;

public sealed class EmitWithAckTests
{
    private readonly TestClock _clock = new();
    private readonly FakeNetwork _network = new();

    [Fact]
    public async Task EmitWithAck_NoAnswer_EndsWithTheTimeOfTheOptions()
    {
        await using var client = _network.CreateClient(_clock, static options => options.AckTimeout = TimeSpan.FromSeconds(3));
        await _network.ConnectAsync(client.Of());
        var answer = client.Of().EmitWithAckAsync<int>("question");
        Assert.Equal(1, client.Of().PendingAcks);
        _clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(answer.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal("operation has timed out", (await Assert.ThrowsAsync<TimeoutException>(() => answer.Within())).Message);
        Assert.Equal(0, client.Of().PendingAcks);
    }

    [Fact]
    public async Task EmitWithAck_TimeoutOfTheCall_CountsInPlaceOfTheOptions()
    {
        await using var client = _network.CreateClient(_clock);
        var server = await _network.ConnectAsync(client.Of());
        var kept = client.Of().Timeout(TimeSpan.FromSeconds(1));
        var answer = kept.EmitWithAckAsync<int>("question");
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        await Assert.ThrowsAsync<TimeoutException>(() => answer.Within());

        // An answer that comes too late is nobody's.
        await server.NextAsync();
        server.Send("430[1]");
        var next = kept.EmitWithAckAsync<int>("question");
        Assert.Equal("""421["question"]""", await server.NextAsync());
        server.Send("431[2]");
        Assert.Equal(2, await next.Within());
        Assert.Throws<ArgumentOutOfRangeException>(() => client.Of().Timeout(TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public async Task Emit_WithAToken_SendsTheArgumentsOnly_AndNothingIfItIsCancelled()
    {
        await using var client = _network.CreateClient(_clock);
        var server = await _network.ConnectAsync(client.Of());
        var socket = client.Of();
        using var source = new CancellationTokenSource();

        Task[] sendings = SendAll();
        Assert.All(sendings[..6], static sending => Assert.True(sending.IsCompletedSuccessfully));
        string[] sent =
        [
            """42["e"]""", """42["e",1]""", """42["e",1,2,3,4]""", """42["e",1,2,3,4,5]""", """42["e",1]""", """42["e",1]""", """420["e",1]""", """421["e",1]""", """422["e",1,2,3,4]""",
        ];
        foreach (var packet in sent)
        {
            Assert.Equal(packet, await server.NextAsync());
        }

        await source.CancelAsync();
        Assert.All(SendAll(), static sending => Assert.True(sending.IsCanceled));
        foreach (var asked in sendings[6..])
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.Within());
        }

        Assert.Equal(0, server.SentCount);
        Assert.Throws<ArgumentException>(() => socket.Emit("e", source.Token));

        Task[] SendAll() =>
        [
            socket.EmitAsync("e", source.Token).AsTask(),
            socket.EmitAsync("e", 1, source.Token).AsTask(),
            socket.EmitAsync("e", 1, 2, 3, 4, source.Token).AsTask(),
            socket.EmitAsync("e", 1, 2, 3, 4, 5, source.Token).AsTask(),
            socket.EmitAsync("e", new object?[] { 1 }, source.Token).AsTask(),
            socket.Compress(true).EmitAsync("e", 1, source.Token).AsTask(),
            socket.EmitWithAckAsync("e", 1, source.Token),
            socket.EmitWithAckAsync<int>("e", 1, source.Token),
            socket.EmitWithAckAsync("e", 1, 2, 3, 4, source.Token),
        ];
    }

    // That it compiles is a test too: the warnings for tasks that are not awaited are errors in this project.
    [Fact]
    public async Task Emit_WithoutAwait_SendsInOrder()
    {
        await using var client = _network.CreateClient(_clock);
        var server = await _network.ConnectAsync(client.Of());
        var socket = client.Of();

        socket.Emit("e");
        socket.Emit("e", 1);
        socket.Emit("e", 1, 2);
        socket.Emit("e", 1, 2, 3);
        socket.Emit("e", 1, 2, 3, 4);
        socket.Compress(true).Emit("e", 1, 2, 3, 4, 5);

        foreach (var packet in new[] { """42["e"]""", """42["e",1]""", """42["e",1,2]""", """42["e",1,2,3]""", """42["e",1,2,3,4]""", """42["e",1,2,3,4,5]""" })
        {
            Assert.Equal(packet, await server.NextAsync());
        }
    }

    [Fact]
    public async Task EmitWithAck_Cancelled_EndsAtOnce()
    {
        await using var client = _network.CreateClient(_clock);
        var server = await _network.ConnectAsync(client.Of());
        using var cancel = new CancellationTokenSource();
        var answer = client.Of().EmitWithAckAsync<int>("question", cancel.Token);
        await server.NextAsync();
        await cancel.CancelAsync();

        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer.Within());
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        Assert.Equal(0, client.Of().PendingAcks);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Of().EmitWithAckAsync<int>("question", cancel.Token));
        Assert.Equal(0, server.SentCount);
    }

    [Fact]
    public async Task EmitWithAck_ConnectionIsLost_FailsWhatWasSentOnly()
    {
        await using var client = _network.CreateClient(_clock);
        var socket = client.Of();
        var server = await _network.ConnectAsync(socket);
        var sent = socket.EmitWithAckAsync<int>("sent");
        await server.NextAsync();
        server.Cut();
        await Assert.ThrowsAsync<SocketDisconnectedException>(() => sent.Within());
        var waiting = socket.EmitWithAckAsync<int>("waiting");
        Assert.Equal(1, socket.SendBufferCount);
        server = await _network.ReconnectAsync(socket, server, _clock);
        Assert.Equal("""421["waiting"]""", await server.NextAsync());
        server.Send("431[7]");

        Assert.Equal(7, await waiting.Within());
        Assert.Equal(0, socket.SendBufferCount);
    }

    [Fact]
    public async Task EmitWithAck_GivenUpWhileItWaitsToBeSent_IsNeverSent()
    {
        await using var client = _network.CreateClient(_clock, static options => options.AckTimeout = TimeSpan.FromSeconds(1));
        var socket = client.Of();
        using var cancel = new CancellationTokenSource();
        var cancelled = socket.EmitWithAckAsync<int>("cancelled", cancel.Token);
        var late = socket.EmitWithAckAsync<int>("late");
        var sent = socket.Timeout(TimeSpan.FromSeconds(60)).EmitWithAckAsync<int>("sent");
        Assert.Equal(3, socket.SendBufferCount);
        await cancel.CancelAsync();
        _clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Within());
        await Assert.ThrowsAsync<TimeoutException>(() => late.Within());
        Assert.Equal(1, socket.SendBufferCount);

        var server = await _network.ConnectAsync(socket);
        Assert.Equal("""422["sent"]""", await server.NextAsync());
        server.Send("432[1]");
        Assert.Equal(1, await sent.Within());
    }

    [Fact]
    public async Task EmitWithAck_ClientIsDisposed_Ends()
    {
        var client = _network.CreateClient(_clock);
        var waiting = client.Of().EmitWithAckAsync<int>("waiting");
        await client.DisposeAsync();

        await Assert.ThrowsAsync<SocketDisconnectedException>(() => waiting.Within());
        Assert.Equal(0, client.Of().SendBufferCount);
    }

    [Fact]
    public async Task EmitWithAck_AnswerOfAnotherType_FailsTheCallOnly()
    {
        await using var client = _network.CreateClient(_clock);
        var server = await _network.ConnectAsync(client.Of());
        var answer = client.Of().EmitWithAckAsync<int>("question");
        await server.NextAsync();
        server.Send("""430["text"]""");

        await Assert.ThrowsAsync<System.Text.Json.JsonException>(() => answer.Within());
        Assert.True(client.Of().Connected);
    }

    [Theory]
    [InlineData(ServerKind.Sockeye)]
    [InlineData(ServerKind.Node)]
    public async Task EmitWithAck_ServerNeverAnswers_EndsInTime(ServerKind kind)
    {
        await using var server = await TestServers.StartAsync(kind);
        await using var client = new SocketIOClient(server.Url);
        await client.Of().ConnectAsync().Within();

        await Assert.ThrowsAsync<TimeoutException>(() => client.Of().Timeout(TimeSpan.FromMilliseconds(50)).EmitWithAckAsync<int>("never").Within());
    }
}
