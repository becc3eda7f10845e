using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Sockeye.Client.Transports;

/// <summary>
/// The TCP connections of one transport, which can all be ended at once. A web page has none, because there the browser connects.
/// </summary>
[UnsupportedOSPlatform("browser")]
internal sealed class TcpConnections
{
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _sockets = [];
    private bool _isClosed;

    /// <exception cref="ObjectDisposedException">The connections have been closed.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint host, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isClosed, this);
                _sockets.Add(socket);
            }

            await socket.ConnectAsync(host, cancel).ConfigureAwait(false);
            return new SocketStream(socket, this);
        }
        catch
        {
            Release(socket);
            throw;
        }
    }

    /// <summary>Ends all connections at once. No new ones are made.</summary>
    public void Close()
    {
        Socket[] sockets;
        lock (_gate)
        {
            _isClosed = true;
            sockets = [.. _sockets];
            _sockets.Clear();
        }

        foreach (var socket in sockets)
        {
            socket.Dispose();
        }
    }

    private void Release(Socket socket)
    {
        lock (_gate)
        {
            _sockets.Remove(socket);
        }

        socket.Dispose();
    }

    private sealed class SocketStream(Socket socket, TcpConnections owner) : NetworkStream(socket, ownsSocket: true)
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                owner.Release(Socket);
            }

            base.Dispose(disposing);
        }
    }
}
