using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Transports.WebSockets;

public sealed class HostileFrameTests
{
    public static TheoryData<string, byte[], int> Frames => new()
    {
        { "unmasked", RawWebSocket.Frame(0x81, "4a"u8.ToArray(), masked: false), 1002 },
        { "reserved bit 1", RawWebSocket.Frame(0xc1, "4a"u8.ToArray()), 1002 },
        { "reserved bit 2", RawWebSocket.Frame(0xa1, "4a"u8.ToArray()), 1002 },
        { "reserved bit 3", RawWebSocket.Frame(0x91, "4a"u8.ToArray()), 1002 },
        { "unknown data opcode", RawWebSocket.Frame(0x83, []), 1002 },
        { "unknown control opcode", RawWebSocket.Frame(0x8b, []), 1002 },
        { "fragmented ping", RawWebSocket.Frame(0x09, []), 1002 },
        { "long ping", RawWebSocket.Frame(0x89, new byte[126]), 1002 },
        { "continuation of nothing", RawWebSocket.Frame(0x80, "4a"u8.ToArray()), 1002 },
        { "message inside a message", [.. RawWebSocket.Frame(0x01, "4a"u8.ToArray()), .. RawWebSocket.Text("4b")], 1002 },
        { "close with one byte", RawWebSocket.Frame(0x88, [3]), 1002 },
        { "close with a reserved status", RawWebSocket.Frame(0x88, [0x03, 0xed]), 1002 },
        { "close with a bad reason", RawWebSocket.Frame(0x88, [0x03, 0xe8, 0xff]), 1002 },
        { "not UTF-8", RawWebSocket.Frame(0x81, [(byte)'4', 0xc3, 0x28]), 1007 },
        { "not UTF-8 in fragments", [.. RawWebSocket.Frame(0x01, [(byte)'4', 0xc3]), .. RawWebSocket.Frame(0x80, [0x28])], 1007 },
        { "over the limit", RawWebSocket.Frame(0x82, [], announced: 1001), 1009 },
        { "a terabyte", RawWebSocket.Frame(0x82, [], announced: 1L << 40), 1009 },
        { "length below zero", RawWebSocket.Frame(0x82, [], announced: long.MinValue + 5), 1002 },
        { "over the limit in fragments", [.. RawWebSocket.Frame(0x02, new byte[600]), .. RawWebSocket.Frame(0x80, new byte[401])], 1009 },
        { "raw garbage", "test test test test test"u8.ToArray(), 1002 },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task Frame_BreaksTheRules_ClosesWithStatus(string name, byte[] bytes, int status)
    {
        Assert.NotEmpty(name);
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxPayload = 1000);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendRawAsync(bytes);
        Assert.Equal(status, await socket.ReadCloseAsync());
        Assert.Equal(EngineCloseReason.TransportError, (await handler.Closed.Within()).Reason);
        Assert.Equal(1, handler.ClosedCount);
        Assert.False(handler.HasMessage);
    }

    [Theory]
    [InlineData(false, "a message of 1500 bytes or more; the limit is 1000")]
    [InlineData(true, "a message of 1100 bytes or more; the limit is 1000")]
    public async Task Message_OverTheLimit_ReasonNamesTheLimitAndTheSize(bool fragmented, string expected)
    {
        await using EngineApp app = await EngineApp.StartAsync(o => o.MaxPayload = 1000);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendRawAsync(fragmented ? [.. RawWebSocket.Frame(0x02, new byte[600]), .. RawWebSocket.Frame(0x80, new byte[500])] : RawWebSocket.Frame(0x82, new byte[1500]));
        Assert.Equal(1009, await socket.ReadCloseAsync());
        Assert.Equal((EngineCloseReason.TransportError, expected), await handler.Closed.Within());
    }

    [Fact]
    public async Task Frames_TinyFragmentsWithoutEnd_AreBounded()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        byte[] fragments = [.. Enumerable.Range(0, 20_000).SelectMany(_ => RawWebSocket.Frame(0x00, []))];
        await socket.SendRawAsync([.. RawWebSocket.Frame(0x01, "4"u8.ToArray()), .. fragments]);
        Assert.Equal(1008, await socket.ReadCloseAsync());
        Assert.Equal(EngineCloseReason.TransportError, (await handler.Closed.Within()).Reason);
    }

    [Fact]
    public async Task Frame_MaskedMessageOfEachLength_IsUnmasked()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        for (int length = 0; length < 140; length++)
        {
            byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
            await socket.SendRawAsync(RawWebSocket.Frame(0x82, data));
            Assert.Equal(data, await handler.NextBinaryAsync());
        }
    }

    [Fact]
    public async Task Frames_TogetherWithTheHandshake_DoNotOvertakeTheOpenPacket()
    {
        await using EngineApp app = await EngineApp.StartAsync(onSession: h => h.Echo = true);
        for (int i = 0; i < 20; i++)
        {
            using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, together: RawWebSocket.Text("4early"));
            Assert.Equal("4early", await socket.ReadTextAsync());
        }
    }

    [Fact]
    public async Task Garbage_WithTheHandshakeOrOnAProbe_ClosesTheWebSocketOnly()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket first = await RawWebSocket.ConnectAsync(app, together: "test"u8.ToArray());
        Assert.Equal(1002, await first.ReadCloseAsync());
        await app.NextSessionAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using RawWebSocket probe = await RawWebSocket.ConnectAsync(app, sid, together: "test"u8.ToArray());
        Assert.Equal(1002, await probe.ReadCloseAsync());
        Assert.Equal(EngineSessionState.Open, handler.Session.State);
    }

    [Fact]
    public async Task Peer_NeverAnswersTheClose_IsCutOff()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using EngineApp app = await EngineApp.StartAsync(time: time);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        await app.NextSessionAsync();
        await socket.SendAsync("nonsense");
        Assert.Equal(0, await socket.ReadCloseAsync());
        time.Advance(TimeSpan.FromSeconds(6));
        await socket.ReadEndAsync();
    }
}
