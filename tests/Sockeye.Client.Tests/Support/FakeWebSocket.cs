using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace Sockeye.Client.Tests.Support;

/// <summary>One WebSocket in memory, of which the test is the server's end.</summary>
internal sealed class FakeWebSocket : WebSocket
{
    private readonly Channel<string> _toClient = Channel.CreateUnbounded<string>();
    private readonly Inbox<string> _fromClient = new();
    private WebSocketState _state = WebSocketState.Open;
    private byte[] _reading = [];
    private TaskCompletionSource? _held;

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    /// <summary>The client looks at it before it says goodbye, at no other time.</summary>
    public override WebSocketState State
    {
        get
        {
            BeforeGoodbye();
            return _state;
        }
    }

    public override string? SubProtocol => null;

    /// <summary>Whether the server answers a goodbye.</summary>
    public bool AnswersGoodbye { get; set; } = true;

    /// <summary>What happens just before the client says goodbye.</summary>
    public Action BeforeGoodbye { get; set; } = static () => { };

    /// <summary>Whether the client has read the server's goodbye.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Whether the client has let go of it.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Whether the client has said goodbye.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What the client has sent and nobody has taken.</summary>
    public int SentCount => _fromClient.Count;

    /// <summary>How often the client has begun to wait for a message: what came before has been handled then.</summary>
    public int Receives { get; private set; }

    /// <summary>Sends a message to the client.</summary>
    public void Send(string message) => _toClient.Writer.TryWrite(message);

    /// <summary>The next message of the client.</summary>
    public Task<string> NextAsync() => _fromClient.NextAsync();

    /// <summary>The server does not read until <see cref="Release"/>, or until what this returns is disposed.</summary>
    public IDisposable Hold()
    {
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Held(this);
    }

    /// <summary>The server reads on.</summary>
    public void Release() => Interlocked.Exchange(ref _held, null)?.SetResult();

    /// <summary>The connection breaks.</summary>
    public void Cut() => _toClient.Writer.TryComplete(new WebSocketException(WebSocketError.ConnectionClosedPrematurely));

    public override void Abort() => Cut();

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        IsClosed = true;
        if (AnswersGoodbye)
        {
            _toClient.Writer.TryComplete();
        }

        return Task.CompletedTask;
    }

    public override void Dispose()
    {
        IsDisposed = true;
        _state = WebSocketState.Closed;
        Cut();
        Release();
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        Receives++;
        while (_reading.Length == 0)
        {
            if (!await _toClient.Reader.WaitToReadAsync(cancellationToken))
            {
                _state = WebSocketState.CloseReceived;
                HasAnswered = true;
                return new WebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
            }

            if (_toClient.Reader.TryRead(out var message))
            {
                _reading = Encoding.UTF8.GetBytes(message);
            }
        }

        var count = Math.Min(buffer.Count, _reading.Length);
        _reading.AsSpan(0, count).CopyTo(buffer);
        _reading = _reading[count..];
        return new WebSocketReceiveResult(count, WebSocketMessageType.Text, _reading.Length == 0);
    }

    public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        if (_held is { } held)
        {
            await held.Task;
        }

        if (IsDisposed || _toClient.Reader.Completion.IsCompleted)
        {
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        }

        _fromClient.Add(Encoding.UTF8.GetString(buffer));
    }

    private sealed class Held(FakeWebSocket socket) : IDisposable
    {
        public void Dispose() => socket.Release();
    }
}
