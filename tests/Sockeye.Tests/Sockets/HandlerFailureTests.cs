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

        await client.ExpectAsync("433[5]");
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
