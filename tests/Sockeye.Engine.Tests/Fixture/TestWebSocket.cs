using System.Net.WebSockets;
using System.Text;

namespace Sockeye.Engine.Tests.Fixture;

/// <summary>A client with the framework's own WebSocket.</summary>
internal sealed class TestWebSocket(WebSocket socket) : IDisposable
{
    public WebSocket Socket => socket;

    public string? Sid { get; set; }

    public Task SendAsync(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).Within();

    public Task SendBinaryAsync(byte[] data) => socket.SendAsync(data, WebSocketMessageType.Binary, true, CancellationToken.None).Within();

    public async Task<string> ReceiveTextAsync()
    {
        (WebSocketMessageType type, byte[] data) = await ReceiveAsync();
        Assert.Equal(WebSocketMessageType.Text, type);
        return Encoding.UTF8.GetString(data);
    }

    public async Task<byte[]> ReceiveBinaryAsync()
    {
        (WebSocketMessageType type, byte[] data) = await ReceiveAsync();
        Assert.Equal(WebSocketMessageType.Binary, type);
        return data;
    }

    public async Task<(WebSocketMessageType Type, byte[] Data)> ReceiveAsync()
    {
        using var message = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            WebSocketReceiveResult result = await socket.ReceiveAsync(buffer, CancellationToken.None).Within();
            message.Write(buffer, 0, result.Count);
            if (result.EndOfMessage)
            {
                return (result.MessageType, message.ToArray());
            }
        }
    }

    /// <summary>Expects the server to close, and takes part in it.</summary>
    public async Task<WebSocketCloseStatus?> ReceiveCloseAsync()
    {
        (WebSocketMessageType type, _) = await ReceiveAsync();
        Assert.Equal(WebSocketMessageType.Close, type);
        WebSocketCloseStatus? status = socket.CloseStatus;
        if (socket.State == WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Within();
        }

        return status;
    }

    public void Dispose() => socket.Dispose();
}
