using System.Net.WebSockets;
using Microsoft.Extensions.Logging;

namespace Sockeye.Tests.Connections;

public sealed class PayloadLimitTests
{
    [Fact]
    public async Task Message_WithinARaisedMaxPayload_IsTaken()
    {
        var lengths = new Inbox<int>();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket.On<string>("x", text => lengths.Add(text.Length))), static o => o.Engine.MaxPayload = 20_000_000);
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""42["x","{new string('x', 15_000_000)}"]""");

        Assert.Equal(15_000_000, await lengths.NextAsync());
        Assert.Equal(200_000_000, server.IO.Options.Packets.MaxPacketBytes);
    }

    [Fact]
    public async Task Packet_OverMaxPacketBytes_ClientAndLogSayWhy()
    {
        var reasons = new Inbox<DisconnectReason>();
        await using var server = await TestServer.StartAsync(
            io => io.OnConnection(socket => socket.OnDisconnect(reasons.Add)), static o => o.Packets.MaxPacketBytes = 1000);
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""42["x","{new string('x', 2000)}"]""");

        Assert.Equal([], await client.ClosedAsync());
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, ((WebSocketTestClient)client).CloseStatus);
        Assert.Equal("invalid packet: TooLarge", (await reasons.NextAsync()).Description);
        Assert.Equal(LogLevel.Warning, (await server.Log.FindAsync("MaxPacketBytes allows, 1000 bytes")).Level);
    }

    [Fact]
    public async Task Message_OverMaxPayload_IsAWarning()
    {
        await using var server = await TestServer.StartAsync(options: static o => o.Engine.MaxPayload = 1000);
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""42["x","{new string('x', 2000)}"]""");

        Assert.Equal(LogLevel.Warning, (await server.Log.FindAsync("MaxPayload allows, 1000 bytes")).Level);
    }

    [Fact]
    public async Task Message_OverTheLimit_DisconnectReasonSaysSo()
    {
        var reasons = new Inbox<DisconnectReason>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket.OnDisconnect(reasons.Add)), static o => o.Engine.MaxPayload = 1000);
        await using var client = await server.ConnectAsync();

        await client.SendAsync($"""42["x","{new string('x', 2000)}"]""");

        var reason = await reasons.NextAsync();
        Assert.Equal(DisconnectReason.TransportError, reason.Name);
        Assert.Equal("a message of 2010 bytes or more; the limit is 1000", reason.Description);
    }
}
