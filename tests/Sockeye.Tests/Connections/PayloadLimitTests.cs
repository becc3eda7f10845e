namespace Sockeye.Tests.Connections;

public sealed class PayloadLimitTests
{
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
