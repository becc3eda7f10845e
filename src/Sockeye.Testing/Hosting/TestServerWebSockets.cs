using System.Net.WebSockets;
using Microsoft.AspNetCore.TestHost;
using Sockeye.Client;

namespace Sockeye.Testing;

/// <summary>Opens WebSockets of a <see cref="TestServer"/> for a <see cref="SocketIOClient"/>.</summary>
internal sealed class TestServerWebSockets(TestServer server)
{
    public async Task<WebSocket> ConnectAsync(WebSocketRequest request, CancellationToken cancellationToken)
    {
        var client = server.CreateWebSocketClient();
        foreach (var protocol in request.Protocols)
        {
            client.SubProtocols.Add(protocol);
        }

        client.ConfigureRequest = http =>
        {
            foreach (var (name, value) in request.Headers)
            {
                http.Headers[name] = value;
            }
        };
        try
        {
            return await client.ConnectAsync(request.Uri, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            // The test server throws this if the application has refused. Over a network it would be an HTTP answer.
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "The application refused the WebSocket.", exception);
        }
    }
}
