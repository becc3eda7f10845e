using System.Net.WebSockets;
using System.Text;

namespace Sockeye.Tests.Sockets;

public sealed class UpgradeTests
{
    [Fact]
    public async Task OnUpgrade_ConnectionGoesOverToWebSocket_IsCalledOnceBeforeWhatComesByIt()
    {
        var told = new Inbox<string>();
        await using var server = await TestServer.StartAsync(io => io.OnConnection(socket => socket
            .OnUpgrade(static _ => throw new InvalidOperationException("on purpose"))
            .OnUpgrade(transport => told.Add($"{transport} {socket.TransportName}"))
            .On("e", () => told.Add("event"))));
        server.Log.Expect("on purpose");
        await using var client = await server.OpenAsync(TestTransport.Polling);
        await client.JoinAsync();
        using var webSocket = new ClientWebSocket();
        await webSocket.ConnectAsync(
            new UriBuilder(server.Url) { Scheme = "ws", Path = "/socket.io/", Query = $"EIO=4&transport=websocket&sid={client.SessionId}" }.Uri,
            CancellationToken.None).Within();

        await SendAsync("2probe");
        var pong = new byte[16];
        var length = (await webSocket.ReceiveAsync(pong.AsMemory(), CancellationToken.None)).Count;
        Assert.Equal("3probe", Encoding.UTF8.GetString(pong, 0, length));
        await SendAsync("5");
        await SendAsync("42[\"e\"]");

        Assert.Equal("websocket websocket", await told.NextAsync());
        Assert.Equal("event", await told.NextAsync());

        Task SendAsync(string text) =>
            webSocket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).Within();
    }
}
