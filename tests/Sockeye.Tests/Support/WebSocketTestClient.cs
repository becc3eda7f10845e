using System.Net.WebSockets;
using System.Text;

namespace Sockeye.Tests.Support;

internal sealed class WebSocketTestClient : TestClient
{
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Uri _url;

    public WebSocketTestClient(Uri server, string path, string query, (string Name, string Value)[] headers)
    {
        _url = new UriBuilder(server) { Scheme = "ws", Path = path, Query = "EIO=4&transport=websocket" + query }.Uri;
        foreach (var (name, value) in headers)
        {
            _socket.Options.SetRequestHeader(name, value);
        }
    }

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public override async Task SendAsync(params Frame[] frames)
    {
        await _sending.WaitAsync().Within();
        try
        {
            foreach (var frame in frames)
            {
                var type = frame.Text is null ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
                await _socket.SendAsync(frame.ToBytes(), type, endOfMessage: true, Stopped).Within();
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    public override Task CloseAsync() => _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Stopped).Within();

    public override void Abort()
    {
        _socket.Abort();
        base.Abort();
    }

    protected override async Task<string> StartAsync()
    {
        await _socket.ConnectAsync(_url, Stopped).Within();
        return (await ReadAsync()).Single().Text!;
    }

    protected override async Task<Frame[]> ReadAsync()
    {
        using var message = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(), Stopped);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (_socket.State == WebSocketState.CloseReceived)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Stopped);
                }

                return [];
            }

            message.Write(_buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return [part.MessageType == WebSocketMessageType.Text ? Encoding.UTF8.GetString(message.ToArray()) : message.ToArray()];
            }
        }
    }

    protected override void Release()
    {
        _socket.Dispose();
        _sending.Dispose();
    }
}
