using System.Threading.Channels;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Sessions;

public sealed class DrainTests
{
    private static readonly EncodedPacket Hello = EncodedPacket.FromText("hello"u8);

    [Fact]
    public async Task Send_Polling_FlushesWithThePollThenDrains()
    {
        WritingHandler? handler = null;
        await using EngineApp app = await EngineApp.StartAsync(makeHandler: session => handler = new WritingHandler(session));
        string sid = EngineApp.SidOf(await app.Http.GetStringAsync(EngineApp.Url()).Within());
        handler!.Session.Send(Hello);
        handler.Session.Send(Hello);
        Assert.False(handler.Events.Reader.TryRead(out _));
        Assert.Equal("4hello\x1e" + "4hello", await app.PollAsync(sid));
        Assert.Equal("flush 2", await handler.NextAsync());
        Assert.Equal("drain", await handler.NextAsync());
        Assert.False(handler.Events.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Send_WebSocket_FlushesThenDrains()
    {
        WritingHandler? handler = null;
        await using EngineApp app = await EngineApp.StartAsync(makeHandler: session => handler = new WritingHandler(session));
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        for (int i = 0; i < 3; i++)
        {
            await socket.SendAsync("4go");
            Assert.Equal("flush 1", await handler!.NextAsync());
            Assert.Equal("drain", await handler.NextAsync());
            Assert.Equal("4hello", await socket.ReceiveTextAsync());
        }
    }

    [Fact]
    public async Task Send_SlowReader_DrainsOnlyWhenAllIsWritten()
    {
        WritingHandler? handler = null;
        await using EngineApp app = await EngineApp.StartAsync(makeHandler: session => handler = new WritingHandler(session));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, receiveBuffer: 4096);
        var large = EncodedPacket.FromBinary(new byte[3_900_000]);
        handler!.Session.Send(large);
        Assert.Equal("flush 1", await handler.NextAsync());
        await Waiting.Until(() => !handler.Session.IsWritable);
        handler.Session.Send(Hello);
        Assert.False(handler.Events.Reader.TryRead(out _));
        Assert.Equal(large.Size - 10, (await socket.ReadFrameAsync()).Payload.Length);
        Assert.Equal("flush 1", await handler.NextAsync());
        Assert.Equal("drain", await handler.NextAsync());
    }

    [Fact]
    public async Task OnDrain_Sends_GoesOn()
    {
        WritingHandler? handler = null;
        await using EngineApp app = await EngineApp.StartAsync(makeHandler: session => handler = new WritingHandler(session) { OnDrained = 3 });
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        handler!.Session.Send(Hello);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal("4hello", await socket.ReceiveTextAsync());
        }
    }

    [Fact]
    public async Task OnFlush_Throws_IsLoggedOnly()
    {
        WritingHandler? handler = null;
        await using EngineApp app = await EngineApp.StartAsync(makeHandler: session => handler = new WritingHandler(session) { Fails = true });
        app.AllowErrors = true;
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        handler!.Session.Send(Hello);
        Assert.Equal("4hello", await socket.ReceiveTextAsync());
        Assert.NotEmpty(app.Errors);
        Assert.Equal(EngineSessionState.Open, handler.Session.State);
    }

    private sealed class WritingHandler(EngineSession session) : IEngineSessionHandler
    {
        public EngineSession Session => session;

        public Channel<string> Events { get; } = Channel.CreateUnbounded<string>();

        public int OnDrained { get; set; }

        public bool Fails { get; set; }

        public async Task<string> NextAsync() => await Events.Reader.ReadAsync().Within();

        public ValueTask OnMessageAsync(ReadOnlySpan<byte> data, bool isBinary)
        {
            session.Send(Hello);
            return default;
        }

        public void OnClosed(EngineCloseReason reason, string? description)
        {
        }

        public void OnFlush(int count)
        {
            Events.Writer.TryWrite($"flush {count}");
            if (Fails)
            {
                throw new InvalidOperationException("on purpose");
            }
        }

        public void OnDrain()
        {
            Events.Writer.TryWrite("drain");
            if (OnDrained-- > 0)
            {
                session.Send(Hello);
            }
        }
    }
}
