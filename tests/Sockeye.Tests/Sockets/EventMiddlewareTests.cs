namespace Sockeye.Tests.Sockets;

public sealed class EventMiddlewareTests
{
    [Fact]
    public async Task Use_SeveralMiddlewares_RunInOrderAfterCatchAllAndBeforeListeners()
    {
        var seen = new Inbox<string>();
        await using var server = await StartAsync(socket =>
        {
            socket.On("x", (int n) => seen.Add($"listener {n}"));
            socket.Use(e => seen.Add($"first {e.Name} {e.Arguments.Get<int>(0)}"));
            socket.Use(async e =>
            {
                await Task.Yield();
                seen.Add($"second {e.Name}");
            });
            socket.OnAny(e => seen.Add($"any {e.Name}"));
        });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["x",7]""");

        Assert.Equal(["any x", "first x 7", "second x", "listener 7"], await seen.NextAsync(4));
    }

    [Fact]
    public async Task Drop_KeepsTheEventFromWhateverFollows()
    {
        var seen = new Inbox<string>();
        await using var server = await StartAsync(socket =>
        {
            socket.Use(e =>
            {
                if (e.Arguments.Get<int>(0) == 1)
                {
                    e.Drop();
                }
            });
            socket.Use(e => seen.Add($"second {e.Arguments.Get<int>(0)}"));
            socket.On("x", (int n, Acknowledgement ack) => ack.SendAsync(n).AsTask());
        });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["x",1]""", """421["x",2]""");

        await client.ExpectAsync("431[2]");
        Assert.Equal("second 2", await seen.NextAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rewrite_GivesListenersAnotherEvent(bool isAsync)
    {
        await using var server = await StartAsync(socket =>
        {
            socket.Use(async e =>
            {
                if (isAsync)
                {
                    await Task.Yield();
                }

                if (e.Name == "old")
                {
                    e.Rewrite("né", e.Arguments);
                }
                else
                {
                    e.Rewrite("né", "made up", new byte[] { 9 });
                }
            });
            socket.On("né", async (IncomingEvent e) => await e.Acknowledgement.SendAsync(e.Arguments));
        });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""451-0["old","a",{"_placeholder":true,"num":0}]""", (byte[])[1, 2]);
        await client.SendAsync("""421["other"]""");

        await client.ExpectAsync("""461-0["a",{"_placeholder":true,"num":0}]""");
        Assert.Equal([1, 2], await client.ReceiveBinaryAsync());
        await client.ExpectAsync("""461-1["made up",{"_placeholder":true,"num":0}]""");
        Assert.Equal([9], await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Rewrite_ToAReservedName_IsAFailureOfTheMiddleware()
    {
        await using var server = await StartAsync(socket => socket.Use(e => e.Rewrite("disconnect")));
        server.Log.Expect("A handler of \"x\" failed");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["x"]""");

        await client.ExpectAsync("""430[{"error":{"message":"Internal server error"}}]""");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusal_AnswersTheEventAndCallsTheErrorListeners(bool isAsync)
    {
        var errors = new Inbox<Exception>();
        await using var server = await StartAsync(socket =>
        {
            socket.Use(async e =>
            {
                if (isAsync)
                {
                    await Task.Yield();
                }

                if (e.Name != "allowed")
                {
                    throw new EventRefusedException("Not allowed", e.Name == "plain" ? null : new { code = 403 });
                }
            });
            socket.OnError(errors.Add);
            socket.On("x", () => Assert.Fail("A refused event came through."));
            socket.On("allowed", ack => ack.SendAsync("done").AsTask());
        });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["x"]""", """42["x"]""", """421["plain"]""", """422["allowed"]""");

        await client.ExpectAsync(
            """430[{"error":{"message":"Not allowed","data":{"code":403}}}]""", """431[{"error":{"message":"Not allowed"}}]""", """432["done"]""");
        Assert.All(await errors.NextAsync(3), error => Assert.Equal("Not allowed", Assert.IsType<EventRefusedException>(error).Message));
        Assert.True(server.IO.Sockets[client.Id].Connected);
    }

    [Fact]
    public async Task Refusal_WithBinaryData_IsTold()
    {
        await using var server = await StartAsync(socket => socket.Use(_ => throw new EventRefusedException("no", new byte[] { 1 })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["x"]""");

        await client.ExpectAsync("""461-0[{"error":{"message":"no","data":{"_placeholder":true,"num":0}}}]""");
        Assert.Equal([1], await client.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Refusal_WithDataThatCannotBeWritten_IsStillAnswered()
    {
        await using var server = await StartAsync(socket => socket.Use(_ => throw new EventRefusedException("no", new Unwritable())));
        server.Log.Expect("A handler of \"x\" failed");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["x"]""");

        await client.ExpectAsync("""430[{"error":{"message":"no"}}]""");
    }

    [Fact]
    public async Task Failure_OfAMiddleware_RefusesWithoutItsText()
    {
        var errors = new Inbox<Exception>();
        await using var server = await StartAsync(socket =>
        {
            socket.Use((EventContext e) =>
            {
                if (e.Name == "x")
                {
                    throw new InvalidOperationException("a secret");
                }
            });
            socket.OnError(errors.Add);
            socket.On("y", ack => ack.SendAsync().AsTask());
        });
        server.Log.Expect("a secret");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["x"]""", """421["y"]""");

        await client.ExpectAsync("""430[{"error":{"message":"Internal server error"}}]""", "431[]");
        Assert.IsType<InvalidOperationException>(await errors.NextAsync());
        await server.Log.FindAsync("a secret");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_BehindOneThatWaits_StayInOrder(bool serialize)
    {
        var gate = new TaskCompletionSource();
        var seen = new Inbox<int>();
        await using var server = await StartAsync(
            socket =>
            {
                socket.Use(async e =>
                {
                    if (e.Arguments.Get<int>(0) == 0)
                    {
                        await gate.Task;
                    }
                });
                socket.On<int>("x", seen.Add);
            },
            options => options.SerializeHandlers = serialize);
        await using var client = await server.ConnectAsync();

        await client.SendAsync([.. Enumerable.Range(0, 20).Select(static i => (Frame)$"42[\"x\",{i}]")]);
        await client.ExpectNothingAsync();
        Assert.Equal(0, seen.Count);
        gate.SetResult();

        Assert.Equal(Enumerable.Range(0, 20), await seen.NextAsync(20));
    }

    [Fact]
    public async Task Socket_GoneWhileAMiddlewareDecides_HearsNoMore()
    {
        var entered = new Inbox<int>();
        var gate = new TaskCompletionSource();
        var seen = new Inbox<string>();
        await using var server = await StartAsync(socket =>
        {
            socket.Use(async _ =>
            {
                entered.Add(0);
                await gate.Task;
            });
            socket.Use(_ => seen.Add("second"));
            socket.On("x", () => seen.Add("listener"));
            socket.OnDisconnect(_ => seen.Add("gone"));
        });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["x"]""");
        await entered.NextAsync();
        await client.SendAsync("41");
        Assert.Equal("gone", await seen.NextAsync());
        gate.SetResult();

        await client.ExpectNothingAsync();
        Assert.Equal(0, seen.Count);
    }

    [Fact]
    public async Task Acknowledgement_OfAMiddlewareAndAListener_IsSentOnce()
    {
        await using var server = await StartAsync(socket =>
        {
            socket.Use(e => e.Acknowledgement.SendAsync("middleware").AsTask());
            socket.On("x", ack => ack.SendAsync("listener").AsTask());
        });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["x"]""");

        await client.ExpectAsync("""430["middleware"]""");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task OnUnhandled_TakesWhatNobodyListensTo()
    {
        var seen = new Inbox<string>();
        await using var server = await StartAsync(socket =>
        {
            socket.OnAny(_ => { });
            socket.On("known", () => seen.Add("known"));
            socket.Once("first", () => seen.Add("first"));
            socket.OnUnhandled(e => seen.Add($"unhandled {e.Name} {e.Arguments.Get<int>(0)}"));
            socket.OnUnhandled(async e => await e.Acknowledgement.SendAsync("nobody"));
        });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["known"]""", """421["other",5]""", """42["first"]""", """422["first",6]""");

        await client.ExpectAsync("""431["nobody"]""", """432["nobody"]""");
        Assert.Equal(["known", "unhandled other 5", "first", "unhandled first 6"], await seen.NextAsync(4));
    }

    [Fact]
    public async Task OnUnhandled_AfterAMiddleware_SeesTheEventAsItWasRewritten()
    {
        await using var server = await StartAsync(socket =>
        {
            socket.Use(e => e.Rewrite("renamed", 1));
            socket.OnUnhandled(e => e.Acknowledgement.SendAsync(e.Name, e.Arguments.Get<int>(0)).AsTask());
        });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["x"]""");

        await client.ExpectAsync("""430["renamed",1]""");
    }

    [Fact]
    public async Task OnUnhandled_ThatThrows_IsLogged()
    {
        await using var server = await StartAsync(socket => socket.OnUnhandled((IncomingEvent _) => throw new InvalidOperationException("a secret")));
        server.Log.Expect("A handler of \"x\" failed");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["x"]""");

        await server.Log.FindAsync("A handler of \"x\" failed");
        await client.ExpectAsync("""430[{"error":{"message":"Internal server error"}}]""");
    }

    [Fact]
    public async Task Event_WithoutAnyListener_IsNotAnswered()
    {
        await using var server = await StartAsync(_ => { });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["x"]""");

        await client.ExpectNothingAsync();
    }

    private static Task<TestServer> StartAsync(Action<Socket> connection, Action<SocketIOOptions>? options = null) =>
        TestServer.StartAsync(io => io.OnConnection(connection), options);

    private sealed class Unwritable
    {
        public string Name => throw new InvalidOperationException(nameof(Unwritable));
    }
}
