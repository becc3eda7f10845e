using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;

namespace Sockeye.Engine.Transports.WebSockets;

/// <summary>What a WebSocket runs on, until <see cref="Release"/>: a session that has ended holds nothing of its request.</summary>
internal sealed class WebSocketConnection(Stream stream, Socket? socket, IHttpRequestLifetimeFeature? lifetime)
{
    private IHttpRequestLifetimeFeature? _lifetime = lifetime;

    /// <summary>The upgraded stream. All reading goes through it.</summary>
    public Stream Stream { get; private set; } = stream;

    /// <summary>The socket below it, where it may be written to directly.</summary>
    public Socket? Socket { get; private set; } = socket;

    /// <summary>Cuts the connection.</summary>
    public void Abort()
    {
        try
        {
            _lifetime?.Abort();
        }
        catch (ObjectDisposedException)
        {
            // The connection went first.
        }
    }

    public void Release()
    {
        _lifetime = null;
        Stream = Stream.Null;
        Socket = null;
    }
}
