using Microsoft.Extensions.Logging;

namespace Sockeye.Tests.Sockets;

/// <summary>A handler that fails is logged, and hurts nobody: not its socket, not its connection, not another.</summary>
public sealed class HandlerFailureTests
{
    [Fact]
    public async Task Handler_ThatThrows_LeavesTheSocketUsable()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("sync", static () => throw new InvalidOperationException("secret sync"))
            .On("async", static async () =>
            {
                await Task.Yield();
                throw new InvalidOperationException("secret async");
            })
            .On("null", static () => (Task)null!)
            .On("echo", (int number, Acknowledgement ack) => ack.SendAsync(number).AsTask())));
        server.Log.Expect("secret");
        await using var client = await server.ConnectAsync();
        await using var other = await server.ConnectAsync();

        await client.SendAsync("""420["sync"]""", """421["async"]""", """422["null"]""", """423["echo",5]""");
        await other.SendAsync("""421["echo",6]""");

        Assert.Equal(
            [
                """430[{"error":{"message":"Internal server error"}}]""", """431[{"error":{"message":"Internal server error"}}]""",
                "433[5]",
            ],
            new[] { await client.ReceiveAsync(), await client.ReceiveAsync(), await client.ReceiveAsync() }.Order());
        await client.ExpectNothingAsync();
        await other.ExpectAsync("431[6]");
        await server.Log.FindAsync("secret sync");
        await server.Log.FindAsync("secret async");
    }

    [Fact]
    public async Task Handler_ThatRefuses_AnswersTheClient()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("sync", static () => throw new EventRefusedException("no", new { code = "E_NO" }))
            .On("async", static async () =>
            {
                await Task.Yield();
                throw new EventRefusedException("not now");
            })
            .On("answered", static async (Acknowledgement ack) =>
            {
                await ack.SendAsync("first");
                throw new EventRefusedException("too late");
            })));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""420["sync"]""");
        await client.ExpectAsync("""430[{"error":{"message":"no","data":{"code":"E_NO"}}}]""");
        await client.SendAsync("""421["async"]""");
        await client.ExpectAsync("""431[{"error":{"message":"not now"}}]""");
        await client.SendAsync("""422["answered"]""", """42["sync"]""");
        await client.ExpectAsync("""432["first"]""");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Handler_ThatFailsAfterItsAnswer_AnswersOnce()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("e", static async (Acknowledgement ack) =>
            {
                await ack.SendAsync("first");
                throw new InvalidOperationException("secret");
            })));
        server.Log.Expect("secret");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e"]""", """42["e"]""");

        await client.ExpectAsync("""431["first"]""");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task CatchAllListener_ThatThrows_DoesNotAnswer()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .OnAny(static _ => throw new InvalidOperationException("secret"))
            .On("e", static (Acknowledgement ack) => ack.SendAsync("fine"))));
        server.Log.Expect("secret");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e"]""", """422["nobody"]""");

        await client.ExpectAsync("""431["fine"]""");
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task UnhandledListener_ThatFails_AnswersTheClient()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.OnUnhandled(static async e =>
        {
            await Task.Yield();
            throw e.Name == "refused" ? new EventRefusedException("no") : new InvalidOperationException("secret");
        })));
        server.Log.Expect("secret");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["refused"]""");
        await client.ExpectAsync("""431[{"error":{"message":"no"}}]""");
        await client.SendAsync("""422["failed"]""");
        await client.ExpectAsync("""432[{"error":{"message":"Internal server error"}}]""");
    }

    [Fact]
    public async Task Failure_WithDetailedErrors_IsToldToTheClient()
    {
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket
                .Use(static e =>
                {
                    if (e.Name == "middleware")
                    {
                        throw new InvalidOperationException("the middleware broke");
                    }
                })
                .On("e", static () => throw new InvalidOperationException("the handler broke"))),
            static options => options.EnableDetailedErrors = true);
        server.Log.Expect("broke");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""421["e"]""", """422["middleware"]""");

        await client.ExpectAsync("""431[{"error":{"message":"the handler broke"}}]""", """432[{"error":{"message":"the middleware broke"}}]""");
    }

    [Fact]
    public async Task Event_WithoutAnAcknowledgementAndOfTheWrongType_IsASampledWarning()
    {
        await using var server = await TestServer.StartAsync(
            io => io.Of("/chat").OnConnection(socket => socket.On("order", static (string _, int _) => { })), fakeTime: true);
        await using var client = await server.ConnectAsync("/chat");

        for (var i = 0; i < 5; i++)
        {
            await client.SendAsync("""42/chat,["order","tea","two"]""");
        }

        await client.SendAsync("""42/chat,1["order","tea","two"]""");
        Assert.StartsWith("43/chat,1[{\"error\"", await client.ReceiveAsync(), StringComparison.Ordinal);
        var warning = Assert.Single(Warnings());
        Assert.Contains("The event \"order\" of namespace /chat was dropped, because its handler takes (System.String, System.Int32)", warning.Text, StringComparison.Ordinal);
        server.Time.Advance(TimeSpan.FromMinutes(2));
        await client.SendAsync("""42/chat,["order","tea","two"]""");
        await client.ExpectNothingAsync();
        Assert.Contains("4 more since the last warning", Warnings().Last().Text, StringComparison.Ordinal);
        Assert.Equal(2, Warnings().Count());

        IEnumerable<LogEntry> Warnings() => server.Log.Entries.Where(static entry => entry.Level == LogLevel.Warning && entry.Text.Contains("was dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Handler_ThatThrows_DoesNotKeepTheEventFromOtherListeners()
    {
        var called = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("e", static () => throw new InvalidOperationException("broken"))
            .On("e", () => called.Add("second"))));
        server.Log.Expect("broken");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""42["e"]""");

        Assert.Equal("second", await called.NextAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConnectionHandler_ThatThrows_LeavesTheSocketConnected(bool isAsync)
    {
        var called = new Inbox<Socket>();
        await using var server = await TestServer.StartAsync(io => io
            .OnConnection(async _ =>
            {
                if (isAsync)
                {
                    await Task.Yield();
                }

                throw new InvalidOperationException("broken");
            })
            .OnConnection(called.Add));
        server.Log.Expect("broken");

        await using var client = await server.ConnectAsync();

        Assert.True((await called.NextAsync()).Connected);
        await client.ExpectNothingAsync();
        await server.Log.FindAsync("broken");
    }

    [Fact]
    public async Task DisconnectHandlers_ThatThrow_DoNotKeepOthersFromHearing()
    {
        var heard = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .OnDisconnecting(static _ => throw new InvalidOperationException("broken 1"))
            .OnDisconnecting(_ => heard.Add("disconnecting"))
            .OnDisconnect(static async _ =>
            {
                await Task.Yield();
                throw new InvalidOperationException("broken 2");
            })
            .OnDisconnect(_ => heard.Add("disconnect"))));
        server.Log.Expect("broken");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("41");

        Assert.Equal(["disconnecting", "disconnect"], await heard.NextAsync(2));
        await server.Log.FindAsync("broken 2");
        Assert.Empty(server.IO.Sockets);
    }

    [Fact]
    public async Task Handler_EndedByTheEndOfItsSocket_IsNoFailure()
    {
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket =>
            socket.On("ask", async () => await socket.EmitWithAckAsync("question"))));
        await using var client = await server.ConnectAsync();
        await client.SendAsync("""42["ask"]""");
        await client.ExpectAsync("""420["question"]""");

        await client.CloseAsync();

        var entry = await server.Log.FindAsync(nameof(SocketDisconnectedException));
        Assert.Equal(LogLevel.Debug, entry.Level);
    }

    [Fact]
    public async Task Handler_ThatBlocks_DoesNotHoldUpOtherConnections()
    {
        using var gate = new ManualResetEventSlim();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .On("block", () => gate.Wait(Waiting.Limit))
            .On("echo", (int number, Acknowledgement ack) => ack.SendAsync(number).AsTask())));
        await using var client = await server.ConnectAsync();
        await using var other = await server.ConnectAsync();

        await client.SendAsync("""42["block"]""", """420["echo",1]""");
        await other.SendAsync("""420["echo",2]""");

        await other.ExpectAsync("430[2]");
        gate.Set();
        await client.ExpectAsync("430[1]");
    }
}
