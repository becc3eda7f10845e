using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Transports.WebSockets;

public sealed class WebSocketOutputTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(TestTransport.Framed)]
    public async Task Send_ToManyThatDoNotRead_KeepsOneCopy(TestTransport? transport)
    {
        const int Readers = 20;
        var handlers = new List<RecordingHandler>();
        var sockets = new List<RawWebSocket>();
        await using EngineApp app = await EngineApp.StartAsync(transport: transport);
        for (int i = 0; i < Readers; i++)
        {
            sockets.Add(await RawWebSocket.ConnectAsync(app, receiveBuffer: 4096));
            handlers.Add(await app.NextSessionAsync());
        }

        byte[] data = new byte[16 * 1024 * 1024];
        Random.Shared.NextBytes(data);
        var packet = EncodedPacket.FromBinary(data);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (RecordingHandler handler in handlers)
        {
            Assert.Equal(SendResult.Queued, handler.Session.Send(packet));
        }

        await Waiting.Until(() => handlers.TrueForAll(handler => !handler.Session.IsWritable));

        // A copy for each would be 320 MB.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 100 * 1024 * 1024);

        // What was held back arrives whole.
        Assert.Equal(data, await sockets[0].ReadBinaryAsync());
        sockets.ForEach(socket => socket.Dispose());
    }

    [Theory]
    [InlineData(TestTransport.Sockets, false)]
    [InlineData(TestTransport.Sockets, true)]
    [InlineData(TestTransport.Loops, false)]
    [InlineData(TestTransport.Loops, true)]
    public async Task Messages_ThroughMiddlewareThatChangesBytes_AreChanged(TestTransport transport, bool wraps)
    {
        await using EngineApp app = await EngineApp.StartAsync(
            onSession: h => h.Echo = true, transport: transport, listening: listen => ((IConnectionBuilder)listen).Use(XorStream.Middleware(wraps)));
        using var socket = new ClientWebSocket();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = async (connect, cancellation) =>
            {
                var client = new TcpClient();
                await client.ConnectAsync(connect.DnsEndPoint.Host, connect.DnsEndPoint.Port, cancellation);
                return new XorStream(client.GetStream());
            },
        });
        await socket.ConnectAsync(app.WebSocketUri(), invoker, CancellationToken.None).Within();
        using var client = new TestWebSocket(socket);
        EngineApp.SidOf(await client.ReceiveTextAsync());
        for (int i = 0; i < 5; i++)
        {
            await client.SendAsync($"4{i}");
            Assert.Equal($"4{i}", await client.ReceiveTextAsync());
        }
    }

    [Theory]
    [InlineData(TestTransport.Sockets)]
    [InlineData(TestTransport.Loops)]
    public async Task Messages_ThroughMiddlewareThatCounts_ArriveWhileItCounts(TestTransport transport)
    {
        int open = 0;
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxBufferedBytes = 32 * 1024 * 1024, onSession: h => h.Echo = true, transport: transport, listening: listen =>
            ((IConnectionBuilder)listen).Use(next => async connection =>
            {
                Interlocked.Increment(ref open);
                try
                {
                    await next(connection);
                }
                finally
                {
                    Interlocked.Decrement(ref open);
                }
            }));
        using (RawWebSocket socket = await RawWebSocket.ConnectAsync(app, receiveBuffer: 4096))
        {
            RecordingHandler handler = await app.NextSessionAsync();
            await socket.SendAsync("4hello");
            Assert.Equal("4hello", await socket.ReadTextAsync());
            byte[] data = new byte[8 * 1024 * 1024];
            Random.Shared.NextBytes(data);
            handler.Session.Send(EncodedPacket.FromBinary(data));
            await Waiting.Until(() => !handler.Session.IsWritable);
            handler.Session.Send(EncodedPacket.FromText("behind"u8));
            Assert.Equal(data, (await socket.ReadFrameAsync()).Payload);
            Assert.Equal("4behind", await socket.ReadTextAsync());
            Assert.Equal(1, Volatile.Read(ref open));
        }

        await Waiting.Until(() => Volatile.Read(ref open) == 0);
    }

    [Theory]
    [InlineData(TestTransport.Sockets)]
    [InlineData(TestTransport.Loops)]
    public async Task Messages_ThroughHttpMiddlewareThatChangesBytes_AreChanged(TestTransport transport)
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true, transport: transport, configureApp: app => app.Use((HttpContext context, RequestDelegate next) =>
        {
            context.Features.Set<IHttpUpgradeFeature>(new XorUpgrade(context.Features.GetRequiredFeature<IHttpUpgradeFeature>()));
            return next(context);
        }));
        using var client = new TcpClient();
        await client.ConnectAsync(app.BaseUri.Host, app.BaseUri.Port).Within();
        NetworkStream plain = client.GetStream();
        using var socket = WebSocket.CreateFromStream(new XorStream(plain), new WebSocketCreationOptions());
        await plain.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {EngineApp.Url("websocket")} HTTP/1.1\r\nHost: {app.BaseUri.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await plain.ReadExactlyAsync(one).AsTask().Within();
            head.Append((char)one[0]);
        }

        using var changed = new TestWebSocket(socket);
        EngineApp.SidOf(await changed.ReceiveTextAsync());
        await changed.SendAsync("4hello");
        Assert.Equal("4hello", await changed.ReceiveTextAsync());
    }

    [Fact]
    public async Task Send_WhileTheConnectionEnds_WritesNothingAfterTheRequest()
    {
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stream = new ScriptedStream();
        var handler = new DrainingHandler(stream);
        await using EngineApp app = await StartAsync(stream, handler.Of);
        Task<HttpResponseMessage> request = RequestAsync(app);
        await Waiting.Until(() => handler.Session?.IsWritable == true && stream.WritesBegun == 1);

        // The last write is under way when the client goes, and as soon as it has ended the application has one more to send, which would take its time.
        stream.Writing = () => stream.WritesBegun == 2 ? last.Task : Task.Delay(TimeSpan.FromMilliseconds(500));
        handler.Session!.Send(EncodedPacket.FromText("last"u8));
        await Waiting.Until(() => stream.WritesPending == 1);
        stream.Arrive([]);
        await Waiting.Until(() => stream.IsRead);
        last.SetResult();
        await request.Within();
        Assert.Equal(0, stream.PendingAtTheEnd);
        int begun = stream.WritesBegun;
        await handler.Ended.Within();
        Assert.Equal(SendResult.Closed, handler.Session.Send(EncodedPacket.FromText("too late"u8)));
        Assert.Equal(begun, stream.WritesBegun);
    }

    [Fact]
    public async Task Read_FailsAsNoConnectionDoes_IsLoggedAndEndsTheSession()
    {
        var stream = new ScriptedStream();
        RecordingHandler? handler = null;
        await using EngineApp app = await StartAsync(stream, session => handler = new RecordingHandler(session));
        app.AllowErrors = true;
        Task<HttpResponseMessage> request = RequestAsync(app);
        await Waiting.Until(() => handler is not null);
        stream.Break(new FormatException("on purpose"));
        (EngineCloseReason reason, string? description) = await handler!.Closed.Within();
        Assert.Equal(EngineCloseReason.TransportError, reason);
        Assert.Equal("on purpose", description);
        Assert.Contains(app.Errors, error => error.Contains("The websocket transport of session", StringComparison.Ordinal));
        await Assert.ThrowsAsync<HttpRequestException>(() => request.Within());
    }

    [Fact]
    public async Task Read_MoreIsAlwaysThere_LeavesTheThreadToOthers()
    {
        var stream = new ScriptedStream { Flood = [.. Enumerable.Repeat(RawWebSocket.Frame(0x8a, new byte[100]), 20).SelectMany(frame => frame)] };
        RecordingHandler? handler = null;
        await using EngineApp app = await StartAsync(stream, session => handler = new RecordingHandler(session));
        Task<HttpResponseMessage> request = RequestAsync(app);
        try
        {
            await stream.ThreadIsFree.Task.Within();
            Assert.False(request.IsCompleted);
        }
        finally
        {
            stream.Flood = null;
            stream.Arrive([]);
        }

        await handler!.Closed.Within();
        await request.Within();
    }

    private static Task<EngineApp> StartAsync(ScriptedStream stream, Func<EngineSession, IEngineSessionHandler> makeHandler) =>
        EngineApp.StartAsync(transport: TestTransport.Sockets, makeHandler: makeHandler, configureApp: app => app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            context.Features.Set<IHttpUpgradeFeature>(stream);
            Task serving = next(context);
            stream.ThreadIsFree.SetResult();
            await serving;
            stream.PendingAtTheEnd = stream.WritesPending;
        }));

    private static async Task<HttpResponseMessage> RequestAsync(EngineApp app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineApp.Url("websocket"));
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        return await app.Http.SendAsync(request);
    }

    private sealed class XorUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => new XorStream(await inner.UpgradeAsync());
    }

    // Has something to say whenever everything has been written, and gives it the time to leave.
    private sealed class DrainingHandler(ScriptedStream stream) : IEngineSessionHandler
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EngineSession? Session { get; private set; }

        public Task Ended => _ended.Task;

        public DrainingHandler Of(EngineSession session)
        {
            Session = session;
            return this;
        }

        public ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary) => default;

        public void OnClosed(EngineCloseReason reason, string? description) => _ended.SetResult();

        public void OnDrain()
        {
            int writes = stream.WritesBegun;
            Session!.Send(EncodedPacket.FromText("one more"u8));
            SpinWait.SpinUntil(() => stream.WritesBegun > writes, TimeSpan.FromMilliseconds(300));
        }
    }
}
