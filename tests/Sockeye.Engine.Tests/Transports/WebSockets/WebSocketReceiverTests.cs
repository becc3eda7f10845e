using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

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
}
