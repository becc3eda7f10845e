using System.Net;
using System.Net.WebSockets;

namespace Sockeye.Client.Transports;

/// <summary>
/// Opens WebSockets: with the function of the options, or with the WebSocket of .NET on the HTTP of the connection, so that headers,
/// cookies, proxy and TLS are the same as for polling.
/// </summary>
internal sealed class WebSocketConnector(EngineEndpoint endpoint, HttpConnections http)
{
    /// <summary>Opens a WebSocket.</summary>
    /// <returns>The WebSocket, and the stream that collects its frames if it is the WebSocket of .NET.</returns>
    public async Task<(WebSocket Socket, FrameStream? Frames)> ConnectAsync(Uri uri, CancellationToken cancel)
    {
        if (endpoint.Options.ConnectWebSocket is { } connect)
        {
            var request = new WebSocketRequest(uri, http.GetHeaders(uri), [.. endpoint.Options.Protocols]);
            return (await ConnectByAsync(connect, request, cancel).ConfigureAwait(false), null);
        }

        var socket = new ClientWebSocket();
        try
        {
            foreach (var protocol in endpoint.Options.Protocols)
            {
                socket.Options.AddSubProtocol(protocol);
            }

            if (OperatingSystem.IsBrowser())
            {
                await socket.ConnectAsync(uri, cancel).ConfigureAwait(false);
                return (socket, null);
            }

            // Engine.IO has its own heartbeat.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            socket.Options.DangerousDeflateOptions = endpoint.Options.PerMessageDeflate ? new WebSocketDeflateOptions() : null;
            using var handshake = new Handshake(http);
            using var invoker = new HttpMessageInvoker(handshake, disposeHandler: false);
            await socket.ConnectAsync(uri, invoker, cancel).ConfigureAwait(false);
            return (socket, handshake.Frames);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Code of the application: it may be slow to see that it is cancelled. The WebSocket that it returns then is closed.
    private static async Task<WebSocket> ConnectByAsync(Func<WebSocketRequest, CancellationToken, Task<WebSocket>> connect, WebSocketRequest request, CancellationToken cancel)
    {
        var connecting = connect(request, cancel);
        try
        {
            return await connecting.WaitAsync(cancel).ConfigureAwait(false)
                ?? throw new TransportException(new ConnectFailure(ConnectErrorKind.Transport, "ConnectWebSocket in the options returned null."));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            _ = DisposeLateAsync(connecting);
            throw;
        }
    }

    private static async Task DisposeLateAsync(Task<WebSocket> connecting)
    {
        try
        {
            (await connecting.ConfigureAwait(false)).Dispose();
        }
        catch (Exception)
        {
            // It failed after the attempt had ended, so the exception does not matter.
        }
    }

    /// <summary>
    /// Sends the handshake, and reads the answer of a server that refuses. <see cref="ClientWebSocket"/> alone would report only its
    /// status.
    /// </summary>
    private sealed class Handshake(HttpConnections http) : HttpMessageHandler
    {
        public FrameStream? Frames { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.SwitchingProtocols)
            {
                Frames = new FrameStream(http.Take(out var rest) ?? stream, rest);
                answer.Content = new FrameContent(Frames);
                return answer;
            }

            using (answer)
            {
                var start = new byte[TransportFailure.SnippetBytes];
                var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
                throw new TransportException(TransportFailure.FromAnswer(TransportFailure.WebSocket, request.RequestUri!, answer.StatusCode, answer.Headers, start.AsSpan(0, length)));
            }
        }
    }

    /// <summary>Returns the stream itself. The content type of .NET would return one that cannot be written to.</summary>
    private sealed class FrameContent(FrameStream frames) : HttpContent
    {
        protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => frames;

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(frames);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        // Reached only for an answer that does not open a WebSocket.
        protected override void Dispose(bool disposing)
        {
            frames.Dispose();
            base.Dispose(disposing);
        }
    }
}
