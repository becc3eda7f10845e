using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.RegularExpressions;
using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Transports.WebSockets;

public sealed partial class PerMessageDeflateTests
{
    private const string Offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    private const int Limit = 100_000;
    private const string Large = "0123456789 abcdefghijklmnopqrstuvwxyz 0123456789 abcdefghijklmnopqrstuvwxyz ";

    [Theory]
    [InlineData("permessage-deflate", true)]
    [InlineData("permessage-deflate; client_max_window_bits", true)]
    [InlineData("permessage-deflate; client_max_window_bits=10; server_no_context_takeover;client_no_context_takeover", true)]
    [InlineData("permessage-deflate; client_max_window_bits=\"8\"", true)]
    [InlineData("permessage-deflate ;server_max_window_bits = 15", true)]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate", true)]
    [InlineData("x-webkit-deflate-frame, permessage-deflate", true)]
    [InlineData("permessage-deflate; server_max_window_bits=10", false)]
    [InlineData("permessage-deflate; server_max_window_bits", false)]
    [InlineData("permessage-deflate; client_max_window_bits=16", false)]
    [InlineData("permessage-deflate; client_max_window_bits=7", false)]
    [InlineData("permessage-deflate; client_max_window_bits=08", false)]
    [InlineData("permessage-deflate; client_max_window_bits=", false)]
    [InlineData("permessage-deflate; client_max_window_bits=10; client_max_window_bits=10", false)]
    [InlineData("permessage-deflate; server_no_context_takeover=1", false)]
    [InlineData("permessage-deflate; client_no_context_takeover; client_no_context_takeover", false)]
    [InlineData("permessage-deflate; unknown", false)]
    [InlineData("permessage-deflate;", false)]
    [InlineData("permessage-deflate; =", false)]
    [InlineData("PERMESSAGE-DEFLATE", false)]
    [InlineData("constructor", false)]
    [InlineData("__proto__; client_max_window_bits", false)]
    [InlineData(",;,=;\"", false)]
    [InlineData("", false)]
    public async Task Handshake_Offer_IsTakenWhereItCanBeKept(string offer, bool taken)
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: $"Sec-WebSocket-Extensions: {offer}\r\n");
        Assert.StartsWith("HTTP/1.1 101", socket.ResponseHead, StringComparison.Ordinal);
        Match bits = WindowBits().Match(offer);
        Assert.Equal(
            !taken ? "" : "permessage-deflate; server_no_context_takeover; client_no_context_takeover" + (bits.Success ? $"; client_max_window_bits={bits.Groups[1]}" : ""),
            ExtensionsHeader().Match(socket.ResponseHead).Groups[1].Value);
    }

    [Fact]
    public async Task Handshake_HugeOffer_IsIgnored()
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(
            app, extraHeaders: $"Sec-WebSocket-Extensions: x{new string(' ', 10_000)}x{string.Concat(Enumerable.Repeat(";,", 5000))}\r\n");
        Assert.StartsWith("HTTP/1.1 101", socket.ResponseHead, StringComparison.Ordinal);
        Assert.DoesNotContain("Extensions", socket.ResponseHead, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Handshake_ByDefault_NothingIsAgreedOn()
    {
        await using EngineApp app = await EngineApp.StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: Offer);
        Assert.DoesNotContain("Extensions", socket.ResponseHead, StringComparison.OrdinalIgnoreCase);
        await socket.SendRawAsync(RawWebSocket.Frame(0xc1, Deflate("4a"u8.ToArray())));
        Assert.Equal(1002, await socket.ReadCloseAsync());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Echo_FrameworkClient_ComesBack(bool clientTakeover, bool serverTakeover)
    {
        await using EngineApp app = await StartAsync(h => h.Echo = true, maxPayload: 1_000_000);
        using TestWebSocket socket = await app.OpenWebSocketAsync(configure: o => o.DangerousDeflateOptions = new WebSocketDeflateOptions
        {
            ClientContextTakeover = clientTakeover,
            ServerContextTakeover = serverTakeover,
            ClientMaxWindowBits = 10,
        });
        var random = new Random(1);
        foreach (int length in (int[])[1, 1022, 1023, 1024, 70_000, 500_000])
        {
            string text = string.Concat(Enumerable.Repeat(Large, (length / Large.Length) + 1))[..length];
            await socket.SendAsync("4" + text);
            Assert.Equal("4" + text, await socket.ReceiveTextAsync());
            byte[] noise = new byte[length];
            random.NextBytes(noise);
            await socket.SendBinaryAsync(noise);
            Assert.Equal(noise, await socket.ReceiveBinaryAsync());
        }
    }

    [Fact]
    public async Task Send_PacketWithAttachments_LargeFramesAreCompressedOnly()
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: Offer);
        RecordingHandler handler = await app.NextSessionAsync();
        byte[] small = new byte[100];
        byte[] large = new byte[5000];
        handler.Session.Send(EncodedPacket.FromText("small"u8, [large, small, large]));
        Assert.Equal("4small", await socket.ReadTextAsync());
        (int first, byte[] payload) = await socket.ReadAnyFrameAsync();
        Assert.Equal(0xc2, first);
        Assert.Equal(large, Inflate(payload));
        Assert.Equal(small, (await socket.ReadFrameAsync()).Payload);
        Assert.Equal(0xc2, (await socket.ReadAnyFrameAsync()).First);
    }

    [Theory]
    [InlineData(1023, SendFlags.None, false)]
    [InlineData(1024, SendFlags.None, true)]
    [InlineData(1024, SendFlags.Uncompressed, false)]
    public async Task Send_ThresholdAndFlag_Decide(int length, SendFlags flags, bool compressed)
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: Offer);
        RecordingHandler handler = await app.NextSessionAsync();
        handler.Session.Send(EncodedPacket.FromText(new byte[length - 1]), flags);
        Assert.Equal(compressed ? 0xc1 : 0x81, (await socket.ReadAnyFrameAsync()).First);
    }

    [Fact]
    public async Task Send_NotNegotiated_IsPlain()
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app);
        RecordingHandler handler = await app.NextSessionAsync();
        handler.Session.Send(EncodedPacket.FromText(new byte[5000]));
        Assert.Equal(0x81, (await socket.ReadAnyFrameAsync()).First);
    }

    [Fact]
    public async Task Send_AfterUpgrade_IsCompressed()
    {
        await using EngineApp app = await StartAsync();
        (string sid, RecordingHandler handler) = await app.OpenPollingAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, sid, Offer);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReadTextAsync());
        await socket.SendAsync("5");
        await Waiting.Until(() => handler.Session.TransportName == "websocket");
        handler.Session.Send(EncodedPacket.FromText(new byte[5000]));
        Assert.Equal(0xc1, (await socket.ReadAnyFrameAsync()).First);
    }

    [Fact]
    public void GetDeflated_AtOnce_IsMadeOnce()
    {
        var options = new PerMessageDeflateOptions();
        var packet = EncodedPacket.FromBinary(new byte[100_000]);
        var forms = new EncodedPacket[16];
        Parallel.For(0, forms.Length, i => forms[i] = packet.GetDeflated(options));
        Assert.All(forms, form => Assert.Same(forms[0], form));
        Assert.InRange(forms[0].Size, 10, 1000);
    }

    [Fact]
    public async Task Receive_FragmentsWithControlFramesBetween_AreOneMessage()
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: Offer);
        RecordingHandler handler = await app.NextSessionAsync();
        byte[] text = Encoding.UTF8.GetBytes("4" + string.Concat(Enumerable.Repeat(Large, 20)));
        byte[] compressed = Deflate(text);
        await socket.SendRawAsync(
        [
            .. RawWebSocket.Frame(0x41, compressed[..10]),
            .. RawWebSocket.Frame(0x89, "hi"u8.ToArray()),
            .. RawWebSocket.Frame(0x00, compressed[10..20]),
            .. RawWebSocket.Frame(0x80, compressed[20..]),
            .. RawWebSocket.Text("4plain"),
        ]);
        Assert.Equal(Encoding.UTF8.GetString(text)[1..], await handler.NextTextAsync());
        Assert.Equal("plain", await handler.NextTextAsync());
        Assert.Equal(10, (await socket.ReadFrameAsync()).Opcode);
    }

    [Fact]
    public async Task Receive_StreamThatEndsByItself_IsTaken()
    {
        // RFC 7692, section 7.2.3.4: a last block, and an empty one behind it.
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: Offer);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendRawAsync(RawWebSocket.Frame(0xc1, [.. DeflateToTheEnd("4hello"u8.ToArray()), 0]));
        Assert.Equal("hello", await handler.NextTextAsync());
    }

    [Fact]
    public async Task Receive_ExactlyTheLimit_IsTaken()
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: Offer);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendRawAsync(RawWebSocket.Frame(0xc2, Deflate(new byte[Limit])));
        Assert.Equal(new byte[Limit], await handler.NextBinaryAsync());
    }

    [Fact]
    public async Task Receive_Bomb_IsCutAtTheLimit()
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: Offer);
        RecordingHandler handler = await app.NextSessionAsync();
        byte[] bomb = Deflate(new byte[90_000_000]);
        Assert.True(bomb.Length <= Limit);
        long before = GC.GetTotalAllocatedBytes();
        await socket.SendRawAsync(RawWebSocket.Frame(0xc2, bomb));
        Assert.Equal(1009, await socket.ReadCloseAsync());
        (EngineCloseReason reason, string? description) = await handler.Closed.Within();
        Assert.Equal(EngineCloseReason.TransportError, reason);
        Assert.Equal("a compressed message of more than 100000 bytes, which is the limit", description);
        Assert.False(handler.HasMessage);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 20_000_000);
    }

    public static TheoryData<string, byte[], int> Hostile => new()
    {
        { "one byte over the limit", RawWebSocket.Frame(0xc2, Deflate(new byte[Limit + 1])), 1009 },
        { "over the limit in fragments", [.. RawWebSocket.Frame(0x42, new byte[Limit]), .. RawWebSocket.Frame(0x80, new byte[1])], 1009 },
        { "garbage", RawWebSocket.Frame(0xc1, [0xff, 0xff, 0xff, 0xff]), 1007 },
        { "not UTF-8 when inflated", RawWebSocket.Frame(0xc1, Deflate([(byte)'4', 0xff])), 1007 },
        { "compressed ping", RawWebSocket.Frame(0xc9, []), 1002 },
        { "compressed close", RawWebSocket.Frame(0xc8, []), 1002 },
        { "compressed continuation", [.. RawWebSocket.Frame(0x41, Deflate("4a"u8.ToArray())), .. RawWebSocket.Frame(0xc0, [])], 1002 },
        { "another reserved bit", RawWebSocket.Frame(0xe1, Deflate("4a"u8.ToArray())), 1002 },
        { "nothing to inflate", RawWebSocket.Frame(0xc1, []), 1007 },
        { "no packet inside", RawWebSocket.Frame(0xc1, [0]), 0 },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Receive_BreaksTheRules_ClosesWithStatus(string name, byte[] bytes, int status)
    {
        Assert.NotEmpty(name);
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, extraHeaders: Offer);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendRawAsync(bytes);
        Assert.Equal(status, await socket.ReadCloseAsync());
        await handler.Closed.Within();
        Assert.False(handler.HasMessage);
    }

    [GeneratedRegex("Sec-WebSocket-Extensions: (.*)\r\n", RegexOptions.IgnoreCase)]
    private static partial Regex ExtensionsHeader();

    [GeneratedRegex("client_max_window_bits=\"?([0-9]+)")]
    private static partial Regex WindowBits();

    private static Task<EngineApp> StartAsync(Action<RecordingHandler>? onSession = null, int maxPayload = Limit) => EngineApp.StartAsync(
        o => (o.PerMessageDeflate, o.MaxPayload) = (new PerMessageDeflateOptions(), maxPayload), onSession: onSession);

    private static byte[] Deflate(byte[] payload)
    {
        using var target = new MemoryStream();
        using var deflate = new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true);
        deflate.Write(payload);
        deflate.Flush();
        Assert.Equal([0, 0, 0xff, 0xff], target.ToArray()[^4..]);
        return target.ToArray()[..^4];
    }

    private static byte[] DeflateToTheEnd(byte[] payload)
    {
        using var target = new MemoryStream();
        using (var deflate = new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(payload);
        }

        return target.ToArray();
    }

    private static byte[] Inflate(byte[] payload)
    {
        using var inflate = new DeflateStream(new MemoryStream([.. payload, 0, 0, 0xff, 0xff, 1, 0, 0, 0xff, 0xff]), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        inflate.CopyTo(plain);
        return plain.ToArray();
    }
}
