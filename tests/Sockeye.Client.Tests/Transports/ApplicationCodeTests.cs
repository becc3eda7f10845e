using System.Net;
using System.Net.WebSockets;

namespace Sockeye.Client.Tests.Transports;

/// <summary>What the options have of the application's - an invoker, a way to open WebSockets - may be wrong in any way: the client says so, and ends all the same.</summary>
[Collection(AloneCollection.Name)]
public sealed class ApplicationCodeTests
{
    private static readonly Uri s_server = new("http://server.test");

    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    public async Task Invoker_NeverEnds_DisposeEndsInTime(ClientTransport transport)
    {
        using var handler = new Handler(static _ => new TaskCompletionSource<HttpResponseMessage>().Task);
        using var invoker = new HttpMessageInvoker(handler);
        var client = Create(transport, options => options.HttpMessageInvoker = invoker);
        client.Of().Connect();
        await Waiting.Until(() => handler.Count > 0);

        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    public async Task Invoker_GivesNoAnswer_ErrorSaysSo(ClientTransport transport)
    {
        using var handler = new Handler(static _ => Task.FromResult<HttpResponseMessage>(null!));
        using var invoker = new HttpMessageInvoker(handler);
        await using var client = Create(transport, options => options.HttpMessageInvoker = invoker);

        var error = await Assert.ThrowsAsync<ConnectException>(() => client.Of().ConnectAsync()).Within();

        Assert.Contains("HttpMessageInvoker", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ClientTransport.Polling)]
    [InlineData(ClientTransport.WebSocket)]
    public async Task Invoker_Throws_ErrorSaysWhat(ClientTransport transport)
    {
        using var handler = new Handler(static _ => throw new InvalidOperationException("no such token"));
        using var invoker = new HttpMessageInvoker(handler);
        await using var client = Create(transport, options => options.HttpMessageInvoker = invoker);

        var error = await Assert.ThrowsAsync<ConnectException>(() => client.Of().ConnectAsync()).Within();

        Assert.Contains("no such token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoker_WebSocketHandshakeIsWrong_ConnectionIsDisposed()
    {
        using var stream = new WatchedStream();
        using var handler = new Handler(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.SwitchingProtocols) { Content = new StreamContent(stream) }));
        using var invoker = new HttpMessageInvoker(handler);
        await using var client = Create(ClientTransport.WebSocket, options => options.HttpMessageInvoker = invoker);

        await Assert.ThrowsAsync<ConnectException>(() => client.Of().ConnectAsync()).Within();

        await Waiting.Until(() => stream.IsDisposed);
    }

    [Fact]
    public async Task ConnectWebSocket_GivesNone_ErrorSaysSo()
    {
        await using var client = Create(ClientTransport.WebSocket, static options => options.ConnectWebSocket = static (_, _) => Task.FromResult<WebSocket>(null!));

        var error = await Assert.ThrowsAsync<ConnectException>(() => client.Of().ConnectAsync()).Within();

        Assert.Contains("ConnectWebSocket", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Receive")]
    [InlineData("Receive Abort")]
    [InlineData("State Receive Abort Dispose")]
    [InlineData("State Abort Dispose Send Close")]
    public async Task WebSocket_FailsOrHangs_DisposeEndsInTime(string wrong)
    {
        using var unobserved = new UnobservedExceptions();
        using var socket = new WrongWebSocket { Wrong = wrong };
        var client = Create(ClientTransport.WebSocket, options => options.ConnectWebSocket = (_, _) => Task.FromResult<WebSocket>(socket));
        client.Of().Connect();
        await Waiting.Until(() => socket.Sent > 0);

        await client.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));

        Assert.True(socket.IsDisposed);
        await unobserved.VerifyAsync();
        socket.Wrong = "";
    }

    private static SocketIOClient Create(ClientTransport transport, Action<SocketIOClientOptions> configure) => new(s_server, options =>
    {
        options.Transports = [transport];
        options.Reconnection = false;
        options.CloseTimeout = TimeSpan.FromMilliseconds(200);
        configure(options);
    });

    private sealed class Handler(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _count);
            return answer(request);
        }
    }

    private sealed class WatchedStream : MemoryStream
    {
        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }

    /// <summary>Opens a session, and then does what it should not: a read that never ends, and other methods that throw.</summary>
    private sealed class WrongWebSocket : WebSocket
    {
        private int _reads;
        private int _sent;

        public string Wrong { get; set; } = "";

        public int Sent => Volatile.Read(ref _sent);

        public bool IsDisposed { get; private set; }

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override string? SubProtocol => null;

        public override WebSocketState State
        {
            get
            {
                FailIf("State");
                return WebSocketState.Open;
            }
        }

        public override void Abort() => FailIf("Abort");

        public override void Dispose()
        {
            IsDisposed = true;
            FailIf("Dispose");
        }

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
        {
            FailIf("Close");
            return Task.CompletedTask;
        }

        public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
        {
            if (_reads++ == 0)
            {
                var handshake = """0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}"""u8;
                handshake.CopyTo(buffer);
                return new WebSocketReceiveResult(handshake.Length, WebSocketMessageType.Text, endOfMessage: true);
            }

            while (Wrong.Contains("Receive", StringComparison.Ordinal) || !IsDisposed)
            {
                await Task.Delay(5, CancellationToken.None);
            }

            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        }

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _sent);
            FailIf("Send");
            return Task.CompletedTask;
        }

        private void FailIf(string method)
        {
            if (Wrong.Contains(method, StringComparison.Ordinal))
            {
                throw new NotSupportedException(method);
            }
        }
    }
}
