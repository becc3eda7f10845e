using System.Reflection;
using System.Text.Json;
using Sockeye.Client;
using DotNetClient = Sockeye.Client.SocketIOClient;

namespace Sockeye.Tests.Contracts;

/// <summary>Contracts between a server and .NET clients.</summary>
public sealed class ContractTests : IAsyncLifetime
{
    private readonly List<DotNetClient> _clients = [];
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(static io => io.OnConnection(static socket =>
    {
        socket.On("join", async (string room, Acknowledgement ack) =>
        {
            await socket.JoinAsync(room);
            await ack.SendAsync();
        });
        socket.On("say", (string room, Person who) => socket.To(room).Clients<IChatClient>().UserJoined($"{who.Name} ({who.Age})"));
        socket.On("count", (string room, Acknowledgement ack) => ack.SendAsync(socket.Namespace.Adapter.Rooms.MemberCount(room)));
        socket.On("pick one", (Shape[] shapes, Acknowledgement ack) => ack.SendAsync<Shape>(shapes[^1]));
        socket.On("fail", (string how, Acknowledgement ack) => how switch
        {
            "refuse" => throw new EventRefusedException("Not you", new { code = 403 }),
            "null" => ack.SendAsync<string?>(null),
            "type" => ack.SendAsync(new Person("ann")),
            "message" => ack.SendAsync(new { error = "a text", other = 1 }),
            _ => ack.SendAsync(),
        });
    }).Of("/drawing").MapHandlers<Drawing>());

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Clients_Event_ReachesTheImplementationsOfTheChosen()
    {
        var (ann, annHears) = await ConnectAsync("tea");
        var (bob, bobHears) = await ConnectAsync("tea", "quiet");
        var (_, otherHears) = await ConnectAsync();
        var clients = _server.IO.Clients<IChatClient>();

        await clients.To("tea").Except("quiet").UserJoined("eve");
        await clients.In("tea", "quiet").Renamed("ann", "anna");
        await clients.Except(ann.Id!).Compress(false).Local.Nothing();
        clients.Ping(7);

        Assert.Equal(["eve joined", "ann is anna", "ping 7"], await annHears.NextAsync(3));
        Assert.Equal(["ann is anna", "nothing", "ping 7"], await bobHears.NextAsync(3));
        Assert.Equal(["nothing", "ping 7"], await otherHears.NextAsync(2));
        Assert.NotEqual(ann.Id, bob.Id);
    }

    [Fact]
    public async Task Arguments_OfAnyShape_ArriveAsTheirDeclaredTypes()
    {
        var (socket, hears) = await ConnectAsync();
        var one = _server.IO.Sockets[socket.Id!].Client<IChatClient>();
        var all = _server.IO.Clients<IChatClient>();

        await one.Several(1, null, null, [1, 2], new List<string> { "x", "y" }.AsReadOnly());
        await all.Several(1, 2, new Person("ann", 30), [255], Enumerable.Range(1, 2).Select(static n => $"n{n}").ToArray(), 2.5);
        await one.Listed("none");
        await all.Listed("two", "a", "b");
        await one.PictureAsync(new Circle(1.5), new byte[] { 1, 2, 3 });
        await all.PictureAsync(new Square(2), new byte[] { 1 });
        one.Ping(1);

        Assert.Equal(
            [
                "1    0102 x|y 0.5",
                "1 2 ann 30 FF n1|n2 2.5",
                "none: ",
                "two: a, b",
                "Circle { Radius = 1.5 } 3",
                "Square { Side = 2 } 1",
                "ping 1",
            ],
            await hears.NextAsync(7));
    }

    [Fact]
    public async Task Client_Answer_IsTheResultOfTheMethod()
    {
        var (socket, _) = await ConnectAsync();
        var client = _server.IO.Sockets[socket.Id!].Client<IChatClient>();

        Assert.Equal(new Vote(true, "tea?"), await client.AskVote("tea?").Within());
        Assert.Equal(5, await client.Sum(2, 3).Within());
        Assert.Null(await client.AskMaybe().Within());
    }

    [Fact]
    public async Task Client_Timeout_IsThatOfTheOperator()
    {
        var (socket, _) = await ConnectAsync(voting: static _ => Task.Delay(Timeout.Infinite).ContinueWith(static _ => new Vote(true), TaskScheduler.Default));
        var server = _server.IO.Sockets[socket.Id!];

        var late = server.Timeout(TimeSpan.FromMilliseconds(50)).Client<IChatClient>().AskVote("tea?");

        // A time-out of the test itself would look the same.
        await Task.WhenAny(late).Within();
        await Assert.ThrowsAsync<TimeoutException>(() => late);

        using var cancel = new CancellationTokenSource();
        var asked = server.Client<IChatClient>().AskVote("tea?", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.Within());
    }

    [Fact]
    public async Task Clients_Answers_AreTypedAndOneThatIsNotCostsNobodyElse()
    {
        var (ann, _) = await ConnectAsync("tea");
        var (bob, _) = await ConnectAsync("tea");
        await using var plain = await _server.ConnectAsync();
        await _server.IO.Sockets[plain.Id].JoinAsync("tea");
        var asked = _server.IO.Clients<IChatClient>().To("tea").Timeout(TimeSpan.FromSeconds(10)).AskVote("tea?");

        var question = await plain.ReceiveAsync();
        await plain.SendAsync($"43{question[2..question.IndexOf('[', StringComparison.Ordinal)]}[\"yes\"]");
        var votes = await asked.Within();

        Assert.Equal(new HashSet<string> { ann.Id!, bob.Id! }, votes.Answers.Select(static answer => answer.SocketId!).ToHashSet());
        Assert.All(votes.Values, static vote => Assert.Equal(new Vote(true, "tea?"), vote));
        var failed = Assert.Single(votes.Failed);
        Assert.Equal(plain.Id, failed.SocketId);
        Assert.IsType<JsonException>(failed.Exception);
        Assert.False(votes.IsComplete);
        Assert.True(votes.Untyped.IsComplete);
        Assert.IsType<JsonException>(Assert.Single(Assert.Throws<AggregateException>(() => votes.EnsureComplete()).InnerExceptions));
    }

    [Fact]
    public async Task Clients_AnswerThatItsTypeRefuses_CostsNobodyElse()
    {
        var (ann, _) = await ConnectAsync("tea");
        await using var plain = await _server.ConnectAsync();
        await _server.IO.Sockets[plain.Id].JoinAsync("tea");
        var asked = _server.IO.Clients<IChatClient>().To("tea").Timeout(TimeSpan.FromSeconds(10)).Rate();

        var question = await plain.ReceiveAsync();
        await plain.SendAsync($"43{question[2..question.IndexOf('[', StringComparison.Ordinal)]}[{{\"stars\":6}}]");
        var ratings = await asked.Within();

        Assert.Equal((ann.Id!, 3), (Assert.Single(ratings.Answers).SocketId!, ratings.Answers[0].Value.Stars));
        var failed = Assert.Single(ratings.Failed);
        Assert.Equal(plain.Id, failed.SocketId);
        Assert.IsType<ArgumentOutOfRangeException>(failed.Exception);
    }

    [Fact]
    public async Task Clients_TooLate_IsInTheResult()
    {
        var (ann, _) = await ConnectAsync();
        var (bob, _) = await ConnectAsync(voting: static _ => Task.Delay(Timeout.Infinite).ContinueWith(static _ => new Vote(true), TaskScheduler.Default));

        var votes = await _server.IO.Clients<IChatClient>().Timeout(TimeSpan.FromMilliseconds(500)).AskVote("tea?").Within();

        Assert.Equal([ann.Id!], votes.Answers.Select(static answer => answer.SocketId));
        Assert.Equal([bob.Id!], votes.TimedOut);
        Assert.Empty(votes.Left);
        Assert.Empty(votes.Missing);
        Assert.Throws<BroadcastAckTimeoutException>(() => votes.EnsureComplete());
    }

    [Fact]
    public async Task Server_Methods_SendEventsAndGiveAnswers()
    {
        var (ann, _) = await ConnectAsync("tea");
        var (_, bobHears) = await ConnectAsync("tea");
        var server = ann.Server<IChatServer>();

        await server.Say("tea", new Person("ann", 30));

        Assert.Equal("ann (30) joined", await bobHears.NextAsync());
        Assert.Equal(2, await server.Count("tea").Within());
        Assert.Equal(new Square(2), await server.Pick([new Circle(1), new Square(2)]).Within());
    }

    [Fact]
    public async Task Server_Stream_GivesItemsUntilItIsLeft()
    {
        var client = new DotNetClient(_server.Url);
        _clients.Add(client);
        var socket = client.Of("/drawing");
        await socket.ConnectAsync().Within();
        var server = socket.Server<IChatServer>();

        Assert.Equal([new Circle(0), new Circle(1), new Circle(2)], await server.Draw(3).ToListAsync().AsTask().Within());

        using var cancel = new CancellationTokenSource();
        await using var endless = server.Draw(int.MaxValue, cancel.Token).GetAsyncEnumerator();
        Assert.True(await endless.MoveNextAsync().Within());
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await endless.MoveNextAsync().Within())
            {
            }
        });
    }

    [Fact]
    public async Task Server_Stream_WaitsAsLongAsTheOperatorSays()
    {
        var (ann, _) = await ConnectAsync();
        var nobody = ann.Timeout(TimeSpan.FromMilliseconds(50)).Server<IChatServer>().Draw(1).ToListAsync().AsTask();

        // A time-out of the test itself would look the same.
        await Task.WhenAny(nobody).Within();
        await Assert.ThrowsAsync<TimeoutException>(() => nobody);
    }

    [Fact]
    public async Task Server_AnswerThatIsAnError_IsThrown()
    {
        var (ann, _) = await ConnectAsync();
        var server = ann.Server<IChatServer>();

        var refused = await Assert.ThrowsAsync<AnswerErrorException>(() => server.Fail("refuse").Within());
        Assert.Equal("Not you", refused.Message);
        Assert.Equal(403, refused.ErrorData!.Value.GetProperty("code").GetInt32());
        await Assert.ThrowsAsync<JsonException>(() => server.Fail("null").Within());
        await Assert.ThrowsAsync<JsonException>(() => server.Fail("nothing").Within());
        await Assert.ThrowsAsync<JsonException>(() => server.Fail("type").Within());
        await Assert.ThrowsAsync<JsonException>(() => server.Fail("message").Within());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Count("tea", cancelled.Token).Within());
    }

    [Fact]
    public async Task Listen_Disposed_EndsAllListeners()
    {
        var (socket, _) = await ConnectAsync();
        var listener = new ChatClient();
        var listening = socket.Listen<IChatClient>(listener);
        var client = _server.IO.Sockets[socket.Id!];

        await client.Client<IChatClient>().UserJoined("ann");
        Assert.Equal("ann joined", await listener.Heard.NextAsync());
        listening.Dispose();
        listening.Dispose();
        var ended = new Inbox<string>();
        socket.On<string>("ended", ended.Add);
        await client.Client<IChatClient>().UserJoined("bob");
        await client.EmitAsync("ended", "all");

        Assert.Equal("all", await ended.NextAsync());
        Assert.Equal(0, listener.Heard.Count);
    }

    [Fact]
    public async Task Listen_ArgumentsThatDoNotFit_AreNotDelivered()
    {
        var (socket, hears) = await ConnectAsync();
        var client = _server.IO.Sockets[socket.Id!];

        await client.EmitAsync("userJoined");
        await client.EmitAsync("userJoined", (string?)null);
        await client.EmitAsync("userJoined", 5);
        await client.EmitAsync("several", 1, null, null, new byte[] { 1 }, new[] { "e" });
        await client.EmitAsync("userJoined", "ann", "and more");

        Assert.Equal(["1    01 e 0.5", "ann joined"], await hears.NextAsync(2));
    }

    [Fact]
    public void Contract_WithoutGeneratedCode_SaysWhatToDo()
    {
        // The generator refuses a type that it does not know: nobody who has it gets here.
        var method = typeof(ClientEmitter).GetMethod(nameof(ClientEmitter.Server))!.MakeGenericMethod(typeof(IComparable));
        var client = new DotNetClient(_server.Url);
        _clients.Add(client);

        var exception = Assert.Throws<TargetInvocationException>(() => method.Invoke(client.Of(), null)).InnerException;

        Assert.Contains("Server<IComparable>()", Assert.IsType<InvalidOperationException>(exception).Message, StringComparison.Ordinal);
        Assert.Contains("source generator", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ClientsOf_Default_SaysWhatToDo() =>
        Assert.Contains("Clients<IChatClient>()", Assert.Throws<InvalidOperationException>(static () => default(ClientsOf<IChatClient>).Ping(1)).Message, StringComparison.Ordinal);

    private async Task<(ClientSocket Socket, Inbox<string> Hears)> ConnectAsync(params string[] rooms) => await ConnectAsync(null, rooms);

    private async Task<(ClientSocket Socket, Inbox<string> Hears)> ConnectAsync(Func<string, Task<Vote>>? voting, params string[] rooms)
    {
        var client = new DotNetClient(_server.Url);
        _clients.Add(client);
        var socket = client.Of();
        var implementation = new ChatClient();
        implementation.Voting = voting ?? implementation.Voting;
        socket.Listen<IChatClient>(implementation);
        await socket.ConnectAsync().Within();
        foreach (var room in rooms)
        {
            await socket.EmitWithAckAsync("join", room).Within();
        }

        return (socket, implementation.Heard);
    }
}
