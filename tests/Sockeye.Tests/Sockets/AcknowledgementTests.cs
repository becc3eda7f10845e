namespace Sockeye.Tests.Sockets;

public sealed class AcknowledgementTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("12")]
    [InlineData("9007199254740991")]
    public async Task Send_AnyId_AnswersWithIt(string id)
    {
        await using var server = await TestServer.StartAsync(Answer);
        await using var client = await server.ConnectAsync();
        await client.JoinAsync("/custom");

        await client.SendAsync($"42{id}[\"echo\",1,\"2\"]", $"42/custom,{id}[\"echo\"]");

        await client.ExpectAsync($"43{id}[1,\"2\"]", $"43/custom,{id}[]");
    }

    [Theory]
    [InlineData(TestTransport.WebSocket)]
    [InlineData(TestTransport.Polling)]
    public async Task Send_Binary_AnswersWithABinaryAck(TestTransport transport)
    {
        await using var server = await TestServer.StartAsync(Answer);
        await using var client = await server.ConnectAsync(transport: transport);
        await client.JoinAsync("/custom");

        await client.SendAsync("""451-15["echo",{"_placeholder":true,"num":0}]""", new byte[] { 1, 2 }, """42/custom,16["bytes"]""");

        await client.ExpectAsync("""461-15[{"_placeholder":true,"num":0}]""");
        Assert.Equal([1, 2], await client.ReceiveBinaryAsync());
        await client.ExpectAsync("""461-/custom,16["bar",{"_placeholder":true,"num":0}]""");
        Assert.Equal([1, 2, 3, 4], await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Send_Twice_AnswersOnce()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("e", async (Acknowledgement ack) =>
            {
                await ack.SendAsync(1);
                await ack.SendAsync(2);
                await ack.SendAsync();
            })
            .On("e", (Acknowledgement ack) => ack.SendAsync("of another listener").AsTask())));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["e"]""");

        await client.ExpectAsync("430[1]");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Send_FromManyThreads_AnswersOnce()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("e", (Acknowledgement ack) => Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => ack.SendAsync(1).AsTask()))))));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["e"]""");

        await client.ExpectAsync("430[1]");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Send_WhereNoneWasAskedFor_DoesNothing()
    {
        var requested = new Inbox<bool>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On("e", async (int? _, Acknowledgement ack) =>
        {
            requested.Add(ack.IsRequested);
            await ack.SendAsync("unwanted");
        })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e",1]""", """42["e"]""");

        await client.ExpectNothingAsync();
        Assert.Equal([false, false], await requested.NextAsync(2));
    }

    [Fact]
    public async Task Send_NoneToManyValues_WritesThem()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("0", (Acknowledgement ack) => ack.SendAsync().AsTask())
            .On("1", (Acknowledgement ack) => ack.SendAsync("a").AsTask())
            .On("2", (Acknowledgement ack) => ack.SendAsync("a", 2).AsTask())
            .On("3", (Acknowledgement ack) => ack.SendAsync("a", 2, null).AsTask())));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["0"]""", """421["1"]""", """422["2"]""", """423["3"]""");

        await client.ExpectAsync("430[]", """431["a"]""", """432["a",2]""", """433["a",2,null]""");
    }

    [Fact]
    public async Task Send_LaterAndOutOfOrder_AnswersTheRightEvents()
    {
        var waiting = new Inbox<Acknowledgement>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.On<Acknowledgement>("e", waiting.Add)));
        await using var client = await server.ConnectAsync();
        await client.SendAsync("""421["e"]""", """422["e"]""");
        var acks = await waiting.NextAsync(2);

        await acks[1].SendAsync("second");
        await acks[0].SendAsync("first");

        await client.ExpectAsync("""432["second"]""", """431["first"]""");
    }

    [Fact]
    public async Task Send_AfterTheConnectionIsGone_DoesNothing()
    {
        var waiting = new Inbox<Acknowledgement>();
        var gone = new Inbox<DisconnectReason>();
        await using var server = await TestServer.StartAsync(io =>
            io.OnConnection(socket => socket.On<Acknowledgement>("e", waiting.Add).OnDisconnect(gone.Add)));
        await using (var client = await server.ConnectAsync())
        {
            await client.SendAsync("""421["e"]""");
            await client.CloseAsync();
            await gone.NextAsync();
        }

        await (await waiting.NextAsync()).SendAsync("too late");
    }

    private static void Answer(SocketIOServer io)
    {
        io.OnConnection(On);
        io.Of("/custom").OnConnection(On);

        static void On(Socket socket) => socket
            .On("echo", (IncomingEvent e) => e.Acknowledgement.SendAsync(e.Arguments).AsTask())
            .On("bytes", (Acknowledgement ack) => ack.SendAsync("bar", new byte[] { 1, 2, 3, 4 }).AsTask());
    }
}
