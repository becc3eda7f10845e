using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Testing;

/// <summary>The handshake of a WebSocket in memory.</summary>
internal sealed class MemoryUpgrade : IHttpWebSocketFeature
{
    private readonly TaskCompletionSource<WebSocket> _client = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsWebSocketRequest => true;

    /// <summary>The client's end, after the server has accepted.</summary>
    public Task<WebSocket> Client => _client.Task;

    public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
    {
        var (client, server) = MemoryWebSocket.CreatePair(context.SubProtocol);
        _client.SetResult(client);
        return Task.FromResult<WebSocket>(server);
    }

    /// <summary>
    /// Makes a server handle the request. As with a web server, the request has a scope of services, which ends with it.
    /// </summary>
    public async Task ServeAsync(SocketIOServer io, HttpContext context)
    {
        try
        {
            await using var scope = io.Services.CreateAsyncScope();
            context.RequestServices = scope.ServiceProvider;
            await io.Engine.HandleRequestAsync(context).ConfigureAwait(false);
            _client.TrySetException(new HttpRequestException(HttpRequestError.InvalidResponse, $"The server refused the connection with {context.Response.StatusCode}."));
        }
        catch (Exception exception)
        {
            _client.TrySetException(exception);
        }
    }
}
