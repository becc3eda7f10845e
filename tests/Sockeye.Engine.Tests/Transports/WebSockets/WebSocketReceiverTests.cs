using System.Security.Claims;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;
using Sockeye.Engine.Transports.WebSockets;
using Sockeye.EventLoops;

namespace Sockeye.Engine.Tests.Transports.WebSockets;

public sealed class WebSocketReceiverTests
{
    [LoopsFact("Elsewhere the request lasts as long as the WebSocket.")]
    public async Task Messages_TogetherWithTheHandshake_AreNotPartOfItsRequest()
    {
        var local = new AsyncLocal<string?>();
        using var ended = new ManualResetEventSlim();
        var seen = new TaskCompletionSource<(string? Local, bool HasEnded)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using EngineApp app = await EngineApp.StartAsync(
            onSession: h => h.OnText = _ =>
            {
                seen.TrySetResult((local.Value, ended.Wait(TimeSpan.FromSeconds(2))));
                return default;
            },
            configureApp: app => app.Use(async (HttpContext context, RequestDelegate next) =>
            {
                local.Value = "of the request";
                await next(context);
                ended.Set();
            }));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, together: RawWebSocket.Text("4hello"));
        Assert.Equal((null, true), await seen.Task.Within());
    }

    [Theory]
    [InlineData(TestTransport.Sockets)]
    [InlineData(TestTransport.Loops)]
    public async Task Handshake_CannotBeRead_EndsTheConnection(TestTransport transport)
    {
        await using EngineApp app = await EngineApp.StartAsync(transport: transport, configureApp: app => app.Use((HttpContext context, RequestDelegate next) =>
        {
            context.Features.Set<IHttpAuthenticationFeature>(new FailingUser());
            return next(context);
        }));
        app.AllowErrors = true;
        using RawConnection connection = await RawConnection.OpenAsync(app);
        await connection.WriteAsync(
            $"GET {EngineApp.Url("websocket")} HTTP/1.1\r\nHost: {app.BaseUri.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        try
        {
            while (await connection.Stream.ReadAsync(new byte[1024]).AsTask().Within() > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset ends it too.
        }

        Assert.Equal(0, app.Server.ClientsCount);
    }

    [Fact]
    public void Received_IsTaken_IsNotKept()
    {
        (WebSocketConnection connection, WeakReference received) = Make();
        byte[] buffer = new byte[600];
        Assert.Equal(600, connection.TakeReceived(buffer));
        Assert.Equal(400, connection.TakeReceived(buffer));
        Assert.False(connection.HasReceived);
        GC.Collect();
        Assert.False(received.IsAlive);
        GC.KeepAlive(connection);

        static (WebSocketConnection Connection, WeakReference Received) Make()
        {
            byte[] received = new byte[1000];
            return (new WebSocketConnection(new UpgradedConnection(ConnectionUse.TakeOver, null, received)), new WeakReference(received));
        }
    }

    [LoopsFact("Elsewhere threads of the pool read.")]
    public async Task Flood_AfterABadFrame_LeavesTheLoopsToTheOthers()
    {
        int onLoops = 0;
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.OnText = _ =>
        {
            onLoops += Thread.CurrentThread.IsThreadPoolThread ? 0 : 1;
            h.Session.Send(Sockeye.Engine.Delivery.EncodedPacket.FromText("x"u8));
            return default;
        });
        var floods = new List<RawWebSocket>();
        var flooding = new List<Task>();
        for (int i = 0; i < Environment.ProcessorCount; i++)
        {
            RawWebSocket flood = await RawWebSocket.ConnectAsync(app);
            await flood.SendRawAsync(RawWebSocket.Frame(0x83, []));
            floods.Add(flood);
            flooding.Add(Task.Run(() => FloodAsync(flood)));
        }

        // The flood lasts as long as the client is given for its close frame.
        using RawWebSocket other = await RawWebSocket.ConnectAsync(app);
        const int Messages = 300;
        for (int i = 0; i < Messages; i++)
        {
            await other.SendAsync("4x");
            Assert.Equal("4x", await other.ReadTextAsync());
        }

        Assert.InRange(onLoops, Messages / 2, Messages);
        floods.ForEach(flood => flood.Dispose());
        await Task.WhenAll(flooding).Within();

        static async Task FloodAsync(RawWebSocket flood)
        {
            byte[] bytes = new byte[256 * 1024];
            try
            {
                while (true)
                {
                    await flood.SendRawAsync(bytes);
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // It is over.
            }
        }
    }

    [Fact]
    public async Task Handler_ThrowsAfterAMessageThatWasAwaited_AwaitsNothingTwice()
    {
        ValueTaskHandler? handler = null;
        await using EngineApp app = await EngineApp.StartAsync(makeHandler: _ => handler = new ValueTaskHandler());
        app.AllowErrors = true;
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        await socket.SendRawAsync([.. RawWebSocket.Text("4first"), .. RawWebSocket.Text("4second")]);
        Assert.Equal(0, await socket.ReadCloseAsync());
        await handler!.Closed.Within();
        Assert.Equal(1, handler.Results);
    }

    private sealed class ValueTaskHandler : IEngineSessionHandler, IValueTaskSource
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _messages;
        private int _results;

        public Task Closed => _closed.Task;

        public int Results => Volatile.Read(ref _results);

        public ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary) =>
            Interlocked.Increment(ref _messages) == 1 ? new ValueTask(this, 0) : throw new InvalidOperationException("on purpose");

        public void OnClosed(EngineCloseReason reason, string? description) => _closed.TrySetResult();

        public void GetResult(short token) => Interlocked.Increment(ref _results);

        public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Succeeded;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => continuation(state);
    }

    private sealed class FailingUser : IHttpAuthenticationFeature
    {
        public ClaimsPrincipal? User { get => throw new NotSupportedException("on purpose"); set => throw new NotSupportedException(); }
    }
}
