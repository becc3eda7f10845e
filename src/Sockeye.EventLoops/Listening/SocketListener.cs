using System.Buffers;
using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Sockeye.EventLoops.Listening;

/// <summary>Accepts connections for the web server.</summary>
internal sealed partial class SocketListener : IConnectionListener
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly SocketTransportOptions _options;
    private readonly MemoryPool<byte> _pool;
    private readonly bool _handsOver;
    private readonly ILogger _logger;

    public SocketListener(Socket socket, SocketTransportOptions options, MemoryPool<byte>? pool, bool handsOver, ILogger logger)
    {
        _socket = socket;
        _options = options;
        _pool = pool ?? MemoryPool<byte>.Shared;
        _handsOver = handsOver;
        _logger = logger;
        EndPoint = socket.LocalEndPoint!;
    }

    public EndPoint EndPoint { get; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Socket? accepted = null;
            try
            {
                accepted = await _socket.AcceptAsync(cancellationToken);
                accepted.NoDelay = _options.NoDelay;
                var connection = new SocketConnection(EventLoop.Watch(accepted), _pool, _options, _handsOver, _logger);
                connection.Start();
                return connection;
            }
            catch (Exception exception) when (exception is Win32Exception and (not SocketException or SocketException { SocketErrorCode: SocketError.TooManyOpenSockets }))
            {
                // The clients wait in the backlog meanwhile. To try again at once would be to try all the time.
                accepted?.Dispose();
                Log.OutOfResources(_logger, exception.Message);
                await Task.Delay(_patience, TimeProvider.System, cancellationToken);
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException exception)
            {
                // The client went before it was accepted.
                accepted?.Dispose();
                Log.AcceptFailed(_logger, exception.Message);
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (_pool != MemoryPool<byte>.Shared)
        {
            _pool.Dispose();
        }

        return default;
    }

    private static partial class Log
    {
        [LoggerMessage(70, LogLevel.Debug, "A connection was gone before it was accepted: {Message}", EventName = "AcceptFailed")]
        public static partial void AcceptFailed(ILogger logger, string message);

        [LoggerMessage(73, LogLevel.Warning, "No connections can be accepted right now: {Message}", EventName = "OutOfResources")]
        public static partial void OutOfResources(ILogger logger, string message);
    }
}
