using Sockeye.Engine.Delivery;
using Sockeye.Engine.Tests.Fixture;

namespace Sockeye.Engine.Tests.Sessions;

public sealed class InitialPacketTests
{
    [Fact]
    public async Task Open_Polling_GoesWithTheOpenPacket()
    {
        await using EngineApp app = await StartAsync(EncodedPacket.FromText("welcome"u8, [new byte[] { 1 }]));
        string[] packets = (await app.Http.GetStringAsync(EngineApp.Url()).Within()).Split('\x1e');
        Assert.StartsWith("0{", packets[0], StringComparison.Ordinal);
        Assert.Equal(["4welcome", "bAQ=="], packets[1..]);
        Assert.Equal("4second", await app.PollAsync(EngineApp.SidOf(packets[0])));
    }

    [Fact]
    public async Task Open_WebSocket_IsTheFirstMessage()
    {
        await using EngineApp app = await StartAsync(EncodedPacket.FromBinary([1, 2]));
        using TestWebSocket socket = await app.OpenWebSocketAsync();
        Assert.Equal([1, 2], await socket.ReceiveBinaryAsync());
        Assert.Equal("4second", await socket.ReceiveTextAsync());
    }

    private static Task<EngineApp> StartAsync(EncodedPacket initial) =>
        EngineApp.StartAsync(o => o.InitialPacket = initial, onSession: h => h.Session.Send(EncodedPacket.FromText("second"u8)));
}
