using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;
using Sockeye.Engine.Transports.WebSockets;

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
