using Sockeye.Engine.Delivery;
using Sockeye.Engine.Sessions;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Transports.WebSockets;

public sealed class WebSocketV3Tests
{
    [Theory]
    [InlineData("EIO=3", 2, "04010203")]
    [InlineData("EIO=3&b64=1", 1, "623441514944")]
    [InlineData("EIO=4", 2, "010203")]
    [InlineData("EIO=4&b64=1", 1, "6241514944")]
    public async Task Send_Binary_IsFramedForTheClient(string protocol, int opcode, string payload)
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, protocol: protocol);
        RecordingHandler handler = await app.NextSessionAsync();
        EncodedPacket packet = EncodedPacket.FromText("a"u8, [new byte[] { 1, 2, 3 }]);
        for (int i = 0; i < 2; i++)
        {
            handler.Session.Send(packet);
            Assert.Equal("4a", await socket.ReadTextAsync());
            (int Opcode, byte[] Payload) frame = await socket.ReadFrameAsync();
            Assert.Equal((opcode, payload), (frame.Opcode, Convert.ToHexString(frame.Payload)));

            // What is written after the client's first message goes another way.
            await socket.SendAsync("4x");
            Assert.Equal("x", await handler.NextTextAsync());
        }
    }

    [Theory]
    [InlineData("EIO=3")]
    [InlineData("EIO=3&b64=1")]
    public async Task Receive_Binary_IsWithoutItsType(string protocol)
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, protocol: protocol);
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendRawAsync(RawWebSocket.Frame(0x82, [4, 1, 2, 3]));
        Assert.Equal([1, 2, 3], await handler.NextBinaryAsync());
        await socket.SendRawAsync(RawWebSocket.Frame(0x82, [4]));
        Assert.Empty(await handler.NextBinaryAsync());
        await socket.SendAsync("b4AQID");
        Assert.Equal([1, 2, 3], await handler.NextBinaryAsync());
        await socket.SendAsync("b44A\n");
        Assert.Equal([0xe0], await handler.NextBinaryAsync());
        await socket.SendAsync("4text");
        Assert.Equal("text", await handler.NextTextAsync());
    }

    [Theory]
    [InlineData(0x82, "")]
    [InlineData(0x82, "07")]
    [InlineData(0x82, "34616263")]
    [InlineData(0x81, "")]
    [InlineData(0x81, "62")]
    [InlineData(0x81, "6239")]
    [InlineData(0x81, "616263")]
    public async Task Receive_Undecodable_ClosesSession(int first, string payload)
    {
        await using EngineApp app = await StartAsync();
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, protocol: "EIO=3");
        RecordingHandler handler = await app.NextSessionAsync();
        await socket.SendRawAsync(RawWebSocket.Frame(first, Convert.FromHexString(payload)));
        Assert.Equal(EngineCloseReason.ParseError, (await handler.Closed.Within()).Reason);
        Assert.Equal(0, await socket.ReadCloseAsync());
    }

    [Theory]
    [InlineData("EIO=3", "EIO=3", 2, "0401")]
    [InlineData("EIO=3&b64=1", "EIO=3", 2, "0401")]
    [InlineData("EIO=3", "EIO=3&b64=1", 1, "623441513D3D")]
    public async Task Upgrade_Probed_TakesTheSessionOver(string before, string after, int opcode, string binary)
    {
        await using EngineApp app = await StartAsync();
        PollingV3Client client = await PollingV3Client.OpenAsync(app, before);
        Task<string> poll = client.PollAsync();
        await EngineApp.WhenParked(client.Handler);
        using RawWebSocket socket = await RawWebSocket.ConnectAsync(app, client.Sid, protocol: after);
        await socket.SendAsync("2probe");
        Assert.Equal("3probe", await socket.ReadTextAsync());
        Assert.Equal("1:6", await poll);
        Assert.Equal("1:6", await client.PollAsync());

        // Queued for one transport, written by the other.
        client.Handler.Session.Send(EncodedPacket.FromText("a"u8, [new byte[] { 1 }]));
        await socket.SendAsync("5");
        Assert.Equal("4a", await socket.ReadTextAsync());
        (int Opcode, byte[] Payload) frame = await socket.ReadFrameAsync();
        Assert.Equal((opcode, binary), (frame.Opcode, Convert.ToHexString(frame.Payload)));
        await socket.SendAsync("2");
        Assert.Equal("3", await socket.ReadTextAsync());
        Assert.Equal("websocket", client.Handler.Session.TransportName);
    }

    private static Task<EngineApp> StartAsync() => EngineApp.StartAsync(o => o.AllowEIO3 = true);
}
