using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>What a WebSocket runs on.</summary>
/// <param name="Stream">The upgraded stream. All reading goes through it.</param>
/// <param name="Socket">The socket below it, where it may be written to directly.</param>
/// <param name="Lifetime">Cuts the connection.</param>
internal sealed record WebSocketConnection(Stream Stream, Socket? Socket, IHttpRequestLifetimeFeature? Lifetime)
{
    public void Abort()
    {
        try
        {
            Lifetime?.Abort();
        }
        catch (ObjectDisposedException)
        {
            // The connection went first.
        }
    }
}
