using System.Net.WebSockets;
using Microsoft.Extensions.Time.Testing;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Transports.WebSockets;

/// <summary>WebSockets that a middleware frames: there is <c>IHttpWebSocketFeature</c>, and no stream.</summary>
public sealed class FramedWebSocketTests
{
    [Fact]
    public async Task Upgrade_FromPolling_LosesNothing()
    {
        await using EngineApp app = await StartAsync(onSession: h => h.Echo = true);
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        Task<string> poll = app.PollAsync(sid);
        await EngineApp.WhenParked(handler);
        using TestWebSocket socket = await app.OpenWebSocketAsync(sid);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReceiveTextAsync());
        Assert.Equal("6", await poll);
        handler.Session.Send(EncodedPacket.FromText("between"u8));
        await socket.SendAsync("5");
        await socket.SendAsync("4a");
        Assert.Equal("4between", await socket.ReceiveTextAsync());
        Assert.Equal("4a", await socket.ReceiveTextAsync());
        Assert.Equal("websocket", handler.Session.TransportName);
    }

    [Fact]
    public async Task Message_InManyFragments_Arrives()
    {
        await using EngineApp app = await StartAsync(o => o.MaxPayload = 40_000);
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        RecordingHandler handler = await app.NextSessionAsync();
        byte[] data = new byte[40_000];
        Random.Shared.NextBytes(data);
        for (int i = 0; i < data.Length; i += 400)
        {
            await socket.Socket.SendAsync(data.AsMemory(i, 400), WebSocketMessageType.Binary, endOfMessage: i + 400 == data.Length, CancellationToken.None);
        }

        Assert.Equal(data, await handler.NextBinaryAsync());
    }

    [Theory]
    [InlineData(1001, false)]
    [InlineData(30_000, true)]
    public async Task Message_AboveTheLimit_ClosesWithStatus(int size, bool inFragments)
    {
        await using EngineApp app = await StartAsync(o => o.MaxPayload = 1000);
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        RecordingHandler handler = await app.NextSessionAsync();
        int piece = inFragments ? 500 : size;
        for (int i = 0; i < size; i += piece)
        {
            await socket.Socket.SendAsync(new byte[piece], WebSocketMessageType.Binary, endOfMessage: i + piece == size, CancellationToken.None);
        }

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await socket.ReceiveCloseAsync());
        Assert.Equal(EngineCloseReason.TransportError, (await handler.Closed.Within()).Reason);
        Assert.Single(app.Warnings, warning => warning.Contains(nameof(EngineOptions.MaxPayload), StringComparison.Ordinal));
        await Waiting.Until(() => app.Server.ClientsCount == 0);
    }

    [Fact]
    public async Task Message_WithoutPacketType_IsAParseError()
    {
        await using EngineApp app = await StartAsync();
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        await socket.SendAsync("abc");
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await socket.ReceiveCloseAsync());
        Assert.Equal(EngineCloseReason.ParseError, (await (await app.NextSessionAsync()).Closed.Within()).Reason);
    }

    [Fact]
    public async Task Frame_AgainstTheRules_IsATransportError()
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        await socket.SendRawAsync(RawWebSocket.Frame(0x83, []));
        Assert.Equal(EngineCloseReason.TransportError, (await (await app.NextSessionAsync()).Closed.Within()).Reason);
    }

    [Theory]
    [InlineData(WebSocketCloseStatus.EndpointUnavailable)]
    [InlineData((WebSocketCloseStatus)4321)]
    public async Task Close_ByPeer_EchoesStatusAndEnds(WebSocketCloseStatus status)
    {
        await using EngineApp app = await StartAsync();
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.Socket.CloseOutputAsync(status, "bye", CancellationToken.None);
        Assert.Equal(status, await socket.ReceiveCloseAsync());
        Assert.Equal(EngineCloseReason.TransportClose, (await handler.Closed.Within()).Reason);
        Assert.Equal(1, handler.ClosedCount);
    }

    [Fact]
    public async Task Close_OfTheSession_ComesBehindWhatIsQueued()
    {
        await using EngineApp app = await StartAsync();
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        RecordingHandler handler = await app.NextSessionAsync();
        byte[] data = new byte[200_000];
        handler.Session.Send(EncodedPacket.FromText("last"u8, [data]));
        handler.Session.Close();
        Assert.Equal("4last", await socket.ReceiveTextAsync());
        Assert.Equal(data, await socket.ReceiveBinaryAsync());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await socket.ReceiveCloseAsync());
        Assert.Equal(EngineCloseReason.ForcedClose, (await handler.Closed.Within()).Reason);
    }

    [Fact]
    public async Task Connection_Gone_ClosesSessionOnce()
    {
        await using EngineApp app = await StartAsync();
        TestWebSocket socket = await app.OpenWebSocketAsync();
        RecordingHandler handler = await app.NextSessionAsync();
        socket.Socket.Abort();
        socket.Dispose();
        Assert.Equal(EngineCloseReason.TransportClose, (await handler.Closed.Within()).Reason);
        Assert.Equal(1, handler.ClosedCount);
        await Waiting.Until(() => app.Server.ClientsCount == 0);
    }

    [Fact]
    public async Task Peer_TakesNoPartInAnything_IsCutOff()
    {
        var time = new FakeTimeProvider();
        await using EngineApp app = await StartAsync(time: time);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, receiveBuffer: 4096);
        RecordingHandler handler = await app.NextSessionAsync();
        handler.Session.Send(EncodedPacket.FromBinary(new byte[32 * 1024 * 1024]));
        await Waiting.Until(() => !handler.Session.IsWritable);
        handler.Session.Close();

        // The request ends, and with it the connection, though nothing of the message was read.
        Task closed = app.Server.CloseAsync();
        Assert.False(closed.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(31));
        await closed.Within();
    }

    [Fact]
    public async Task Handshake_WithSubprotocolAndCompression_GetsTheFirstOnly()
    {
        await using EngineApp app = await StartAsync(o => o.PerMessageDeflate = new PerMessageDeflateOptions());
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: "Sec-WebSocket-Protocol: one, two\r\nSec-WebSocket-Extensions: permessage-deflate\r\n");
        Assert.Contains("Sec-WebSocket-Protocol: one\r\n", socket.ResponseHead, StringComparison.Ordinal);
        Assert.DoesNotContain("Sec-WebSocket-Extensions", socket.ResponseHead, StringComparison.Ordinal);
    }

    private static Task<EngineApp> StartAsync(Action<EngineOptions>? configure = null, TimeProvider? time = null, Action<RecordingHandler>? onSession = null) =>
        EngineApp.StartAsync(configure, time, onSession, transport: TestTransport.Framed);
}
