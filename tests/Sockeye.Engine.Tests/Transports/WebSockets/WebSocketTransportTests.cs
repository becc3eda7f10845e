using System.Net.WebSockets;
using System.Text;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Transports.WebSockets;

public sealed class WebSocketTransportTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(TestTransport.TlsOnLoops)]
    [InlineData(TestTransport.Framed)]
    public async Task Messages_BothWays_ArriveWhole(TestTransport? transport)
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true, transport: transport);
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        foreach (int size in new[] { 0, 1, 5, 124, 125, 126, 4000, 65_533, 65_534, 65_535, 65_536, 300_000, 999_990 })
        {
            string text = new('ä', size / 2);
            await socket.SendAsync("4" + text);
            Assert.Equal("4" + text, await socket.ReceiveTextAsync());
            byte[] data = new byte[size];
            Random.Shared.NextBytes(data);
            await socket.SendBinaryAsync(data);
            Assert.Equal(data, await socket.ReceiveBinaryAsync());
        }

        RecordingHandler handler = await app.NextSessionAsync();
        Assert.Equal((transport ?? Suite.Transport) == TestTransport.Loops, ((Engine.Transports.WebSockets.WebSocketTransport)handler.Session.Transport).IsHandedOver);
        Assert.Equal((transport ?? Suite.Transport) is TestTransport.Tls or TestTransport.TlsOnLoops, handler.Session.Handshake.IsSecure);
    }

    [Theory]
    [InlineData(TestTransport.Tls)]
    [InlineData(TestTransport.TlsOnLoops)]
    public async Task Connect_Http2_Works(TestTransport transport)
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true, transport: transport);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = new Version(2, 0);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, c, _, _) => c?.Subject == "CN=localhost" } };
        using var invoker = new HttpMessageInvoker(handler);
        await socket.ConnectAsync(app.WebSocketUri(), invoker, CancellationToken.None).Within();
        using var client = new TestWebSocket(socket);
        EngineApp.SidOf(await client.ReceiveTextAsync());
        await client.SendAsync("4over h2");
        Assert.Equal("4over h2", await client.ReceiveTextAsync());
        RecordingHandler recorded = await app.NextSessionAsync();
        recorded.Session.Close();
        await client.ReceiveCloseAsync();
    }

    [Theory]
    [InlineData("abc", EngineCloseReason.ParseError)]
    [InlineData("", EngineCloseReason.ParseError)]
    [InlineData("7x", EngineCloseReason.ParseError)]
    [InlineData("2", EngineCloseReason.TransportError)]
    [InlineData("1", EngineCloseReason.TransportClose)]
    public async Task Message_BadOrClosing_ClosesWithoutStatus(string message, EngineCloseReason reason)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendAsync(message);
        Assert.Equal(0, await socket.ReadCloseAsync());
        Assert.Equal(reason, (await handler.Closed.Within()).Reason);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("5")]
    [InlineData("6")]
    [InlineData("3")]
    [InlineData("3probe")]
    public async Task Message_OfNoMeaningHere_IsIgnored(string message)
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true);
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        await socket.SendAsync(message);
        await socket.SendAsync("bAQ\nID\n");
        Assert.Equal([1, 2, 3], await socket.ReceiveBinaryAsync());
    }

    [Fact]
    public async Task Close_ByPeer_EchoesStatusAndEnds()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendRawAsync(RawWebSocket.Frame(0x88, [0x03, 0xe9, (byte)'b', (byte)'y', (byte)'e']));
        Assert.Equal(1001, await socket.ReadCloseAsync());
        await socket.ReadEndAsync();
        Assert.Equal(EngineCloseReason.TransportClose, (await handler.Closed.Within()).Reason);
        Assert.Equal(1, handler.ClosedCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_Gone_ClosesSessionOnce(bool reset)
    {
        await using EngineApp app = await EngineApp.StartAsync();
        RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        if (reset)
        {
            socket.Reset();
        }

        socket.Dispose();
        Assert.Equal(EngineCloseReason.TransportClose, (await handler.Closed.Within()).Reason);
        Assert.Equal(1, handler.ClosedCount);
        await Waiting.Until(() => app.Server.ClientsCount == 0);
    }

    [Fact]
    public async Task Ping_OfWebSocket_IsAnswered()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        await socket.SendRawAsync(RawWebSocket.Frame(0x89, [1, 2, 3]));
        (int opcode, byte[] payload) = await socket.ReadFrameAsync();
        Assert.Equal(10, opcode);
        Assert.Equal([1, 2, 3], payload);
        await socket.SendRawAsync([.. RawWebSocket.Text("4a"), .. RawWebSocket.Frame(0x89, [9]), .. RawWebSocket.Frame(0x8a, [])]);
        Assert.Equal("4a", await socket.ReadTextAsync());
        Assert.Equal(10, (await socket.ReadFrameAsync()).Opcode);
    }

    [Fact]
    public async Task Message_Fragmented_IsPutTogetherAroundControlFrames()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        byte[] text = Encoding.UTF8.GetBytes("4zwölf");
        await socket.SendRawAsync([
            .. RawWebSocket.Frame(0x01, text[..4]), .. RawWebSocket.Frame(0x89, []), .. RawWebSocket.Frame(0x00, []), .. RawWebSocket.Frame(0x80, text[4..]),
            .. RawWebSocket.Frame(0x02, [1]), .. RawWebSocket.Frame(0x80, [2])]);
        Assert.Equal("zwölf", await handler.NextTextAsync());
        Assert.Equal([1, 2], await handler.NextBinaryAsync());
    }

    [Fact]
    public async Task Message_ByteByByte_Arrives()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        socket.Socket.NoDelay = true;
        RecordingHandler handler = await app.NextSessionAsync();
        foreach (byte b in RawWebSocket.Text("4" + new string('x', 200)))
        {
            await socket.SendRawAsync([b]);
        }

        Assert.Equal(200, (await handler.NextTextAsync()).Length);
    }

    [Fact]
    public async Task Messages_ManyInOneRead_AreAnsweredInOrder()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        await socket.SendRawAsync([.. Enumerable.Range(0, 3000).SelectMany(i => RawWebSocket.Text($"4{i}"))]);
        for (int i = 0; i < 3000; i++)
        {
            Assert.Equal($"4{i}", await socket.ReadTextAsync());
        }

        Assert.False((await app.NextSessionAsync()).BrokeContract);
    }

    [Fact]
    public async Task Handler_Waits_NothingMoreIsDeliveredAndSendsStillLeave()
    {
        var release = new TaskCompletionSource();
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.OnText = t => t == "a" ? new ValueTask(release.Task) : default);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendRawAsync([.. RawWebSocket.Text("4a"), .. RawWebSocket.Text("4b")]);
        Assert.Equal("a", await handler.NextTextAsync());
        handler.Session.Send(EncodedPacket.FromText("out"u8));
        Assert.Equal("4out", await socket.ReadTextAsync());
        Assert.False(handler.HasMessage);
        release.SetResult();
        Assert.Equal("b", await handler.NextTextAsync());
    }

    [Fact]
    public async Task Handler_WaitsWhenSessionEnds_IsTold()
    {
        var release = new TaskCompletionSource();
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.OnText = _ => new ValueTask(release.Task));
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendAsync("4a");
        await handler.NextTextAsync();
        handler.Session.Close();
        Assert.Equal(EngineCloseReason.ForcedClose, (await handler.Closed.Within()).Reason);
        release.SetResult();
        Assert.Equal(0, await socket.ReadCloseAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Handler_Throws_ClosesSessionOnly(bool later)
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.OnText = async _ =>
        {
            if (later)
            {
                await Task.Yield();
            }

            throw new InvalidOperationException("test");
        });
        app.AllowErrors = true;
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendAsync("4a");
        Assert.Equal(0, await socket.ReadCloseAsync());
        Assert.Equal(EngineCloseReason.ForcedClose, (await handler.Closed.Within()).Reason);
    }
}
