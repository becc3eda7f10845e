using System.Net.WebSockets;
using System.Threading.Channels;

namespace Sockeye.Testing;

/// <summary>One end of a WebSocket in memory. As over a network, sent data waits if the other side does not read.</summary>
internal sealed class MemoryWebSocket : WebSocket
{
    private const int MostWaiting = 256;

    private readonly Channel<Part> _incoming;
    private readonly Channel<Part> _outgoing;
    private Part _part;
    private WebSocketState _state = WebSocketState.Open;
    private WebSocketCloseStatus? _closeStatus;
    private string? _closeStatusDescription;

    private MemoryWebSocket(Channel<Part> incoming, Channel<Part> outgoing, string? subProtocol)
    {
        _incoming = incoming;
        _outgoing = outgoing;
        SubProtocol = subProtocol;
    }

    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    public override string? CloseStatusDescription => _closeStatusDescription;

    public override WebSocketState State => _state;

    public override string? SubProtocol { get; }

    public static (MemoryWebSocket Client, MemoryWebSocket Server) CreatePair(string? subProtocol)
    {
        var up = Channel.CreateBounded<Part>(MostWaiting);
        var down = Channel.CreateBounded<Part>(MostWaiting);
        return (new MemoryWebSocket(down, up, subProtocol), new MemoryWebSocket(up, down, subProtocol));
    }

    public override void Abort() => End(WebSocketState.Aborted);

    public override void Dispose() => End(WebSocketState.Closed);

    public override async Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        await CloseOutputAsync(closeStatus, statusDescription, cancellationToken).ConfigureAwait(false);
        var rest = new byte[1024];
        while (_state == WebSocketState.CloseSent)
        {
            await ReceiveAsync(rest.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        await SendAsync(new Part([], WebSocketMessageType.Close, EndOfMessage: true, closeStatus, statusDescription), cancellationToken).ConfigureAwait(false);
        _state = _state == WebSocketState.CloseReceived ? WebSocketState.Closed : WebSocketState.CloseSent;
        _outgoing.Writer.TryComplete();
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
        return new WebSocketReceiveResult(result.Count, result.MessageType, result.EndOfMessage, _closeStatus, _closeStatusDescription);
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_part.Data is null)
        {
            try
            {
                _part = await _incoming.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ChannelClosedException exception)
            {
                throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, exception);
            }
        }

        var part = _part;
        if (part.Type == WebSocketMessageType.Close)
        {
            _part = default;
            _closeStatus = part.CloseStatus;
            _closeStatusDescription = part.CloseStatusDescription;
            _state = _state == WebSocketState.CloseSent ? WebSocketState.Closed : WebSocketState.CloseReceived;
            return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
        }

        var count = Math.Min(buffer.Length, part.Data.Length);
        part.Data.AsSpan(0, count).CopyTo(buffer.Span);
        var isWhole = count == part.Data.Length;
        _part = isWhole ? default : part with { Data = part.Data[count..] };
        return new ValueWebSocketReceiveResult(count, part.Type, isWhole && part.EndOfMessage);
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(new Part(buffer.ToArray(), messageType, endOfMessage), cancellationToken);

    private async ValueTask SendAsync(Part part, CancellationToken cancellationToken)
    {
        try
        {
            await _outgoing.Writer.WriteAsync(part, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException exception)
        {
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, exception);
        }
    }

    // What was sent before still arrives. What comes in is not read any more.
    private void End(WebSocketState state)
    {
        if (_state is not (WebSocketState.Closed or WebSocketState.Aborted))
        {
            _state = state;
        }

        _outgoing.Writer.TryComplete();
        _incoming.Writer.TryComplete();
    }

    private readonly record struct Part(
        byte[] Data, WebSocketMessageType Type, bool EndOfMessage, WebSocketCloseStatus? CloseStatus = null, string? CloseStatusDescription = null);
}
