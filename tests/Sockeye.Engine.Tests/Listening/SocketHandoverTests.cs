using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;
using Sockeye.Engine.Transports.WebSockets;
using Sockeye.EventLoops;

namespace Sockeye.Engine.Tests.Listening;

/// <summary>WebSockets leave the web server, where they may.</summary>
public sealed class SocketHandoverTests
{
    [LoopsFact("Only event loops hand a socket over.")]
    public async Task WebSocket_HandedOver_EndsItsRequestAndLeavesNothingOfIt()
    {
        var ended = new TaskCompletionSource();
        var marks = new ConcurrentQueue<WeakReference>();
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true, configureApp: app => app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            Mark(context);
            await next(context);
            ended.TrySetResult();
        }));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);

        await ended.Task.Within();
        await socket.SendAsync("4still here");
        Assert.Equal("4still here", await socket.ReadTextAsync());
        await Waiting.Until(() =>
        {
            GC.Collect();
            return marks.All(mark => !mark.IsAlive);
        });
        Assert.Single(marks);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Mark(HttpContext context)
        {
            object mark = new();
            context.Items["mark"] = mark;
            marks.Enqueue(new WeakReference(mark));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    public async Task WebSocket_FramesBehindTheRequest_AreReadInOrder(int count)
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true);
        byte[] together = [.. Enumerable.Range(0, count).SelectMany(i => RawWebSocket.Text($"4{i}"))];
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, together: together);
        await socket.SendAsync($"4{count}");
        for (int i = 0; i <= count; i++)
        {
            Assert.Equal($"4{i}", await socket.ReadTextAsync());
        }
    }

    // The reader of the connection is woken for bytes that it has read already.
    [Fact]
    public async Task WebSocket_RequestInManyPieces_IsAnswered()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
        {
            using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, pieces: 6);
            Assert.NotNull(socket.Sid);
        });
    }

    [Fact]
    public async Task WebSocket_KestrelIsToCount_StaysWithKestrel()
    {
        await using EngineApp app = await EngineApp.StartAsync(
            configureServices: services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxConcurrentUpgradedConnections = 1));
        using TestWebSocket first = await app.OpenWebSocketAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => app.OpenWebSocketAsync());
        Assert.False(IsHandedOver(await app.NextSessionAsync()));
        app.AllowErrors = true;
    }

    [LoopsFact("Only event loops hand a socket over.")]
    public async Task WebSocket_BehindConnectionMiddleware_StaysWithKestrel()
    {
        await using EngineApp app = await EngineApp.StartAsync(
            onSession: h => h.Echo = true, listening: listen => listen.UseConnectionLogging());
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        await socket.SendAsync("4hello");
        Assert.Equal("4hello", await socket.ReceiveTextAsync());
        await using EngineApp plain = await EngineApp.StartAsync();
        using TestWebSocket other = await plain.OpenWebSocketAsync();
        Assert.False(await EndsAtOnce(app));
        Assert.True(await EndsAtOnce(plain));

        // The web server's own connection is what the request hangs on.
        static async Task<bool> EndsAtOnce(EngineApp app) => IsHandedOver(await app.NextSessionAsync());
    }

    // A limit that is given back when the middleware returns would be no limit.
    [Theory]
    [InlineData(TestTransport.Sockets)]
    [InlineData(TestTransport.Loops)]
    public async Task WebSocket_BehindMiddlewareThatCounts_IsCountedUntilItsEnd(TestTransport below)
    {
        int open = 0;
        await using EngineApp app = await EngineApp.StartAsync(transport: below, onSession: h => h.Echo = true, listening: listen => listen.Use(next => async connection =>
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
        var sockets = new List<RawWebSocket>();
        for (int i = 0; i < 5; i++)
        {
            RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
            sockets.Add(socket);
            await socket.SendAsync($"4{i}");
            Assert.Equal($"4{i}", await socket.ReadTextAsync());
        }

        Assert.Equal(5, Volatile.Read(ref open));
        sockets.ForEach(socket => socket.Dispose());
        await Waiting.Until(() => Volatile.Read(ref open) == 0);
    }

    [Theory]
    [InlineData(TestTransport.Sockets)]
    [InlineData(TestTransport.Loops)]
    public async Task WebSocket_BehindMiddlewareThatChangesBytes_GoesThroughIt(TestTransport below)
    {
        await using EngineApp app = await EngineApp.StartAsync(transport: below, onSession: h => h.Echo = true, listening: listen => listen.Use(next => async connection =>
        {
            IDuplexPipe inner = connection.Transport;
            connection.Transport = new XorTransport(inner);
            await next(connection);
            connection.Transport = inner;
        }));
        using var client = new TcpClient();
        await client.ConnectAsync(app.BaseUri.Host, app.BaseUri.Port).Within();
        Stream stream = client.GetStream();
        await stream.WriteAsync(XorTransport.Change(Encoding.ASCII.GetBytes(
            $"GET {EngineApp.Url("websocket")} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")));
        await ReadUntilAsync("\"maxPayload\":");
        await stream.WriteAsync(XorTransport.Change(RawWebSocket.Text("4hello")));
        await ReadUntilAsync("\u00064hello");

        async Task ReadUntilAsync(string text)
        {
            string read = "";
            byte[] one = new byte[1];
            while (!read.Contains(text, StringComparison.Ordinal))
            {
                Assert.Equal(1, await stream.ReadAsync(one).Within());
                read += (char)XorTransport.Change(one)[0];
            }
        }
    }

    [Fact]
    public async Task Connection_ByDefault_IsOfKestrelsSockets()
    {
        object? feature = null;
        await using EngineApp app = await EngineApp.StartAsync(transport: TestTransport.Sockets, configureApp: app => app.Use((HttpContext context, RequestDelegate next) =>
        {
            feature = context.Features.Get<IEventLoopFeature>();
            return next(context);
        }));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        Assert.NotNull(socket.Sid);
        Assert.Null(feature);
    }

    [Fact]
    public async Task Server_Closed_EndsHandedOverConnections()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket polite = await RawWebSocket.ConnectAsync(app);
        using RawWebSocket silent = await RawWebSocket.ConnectAsync(app);
        Task closing = app.Server.CloseAsync(new CancellationTokenSource(TimeSpan.FromMilliseconds(300)).Token);
        Assert.Equal(0, await polite.ReadCloseAsync());
        await polite.SendRawAsync(RawWebSocket.Frame(0x88, []));
        await polite.ReadEndAsync();
        await closing.Within();
        await silent.ReadCloseAsync();
        await silent.ReadEndAsync();
    }

    [Fact]
    public async Task Client_ThatResets_EndsTheSession()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        socket.Reset();
        await Waiting.Until(() => handler.Session.State == EngineSessionState.Closed);
    }

    private static bool IsHandedOver(RecordingHandler handler) => ((WebSocketTransport)handler.Session.Transport).IsHandedOver;
}
