using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sockeye.EventLoops.Listening;

/// <summary>
/// Listens for the web server in the place of its own sockets, with their options. The one thing that it does beyond them is to hand a socket over: the web server
/// keeps some nine kilobytes for a WebSocket - its pipes, the request and its headers -, and wakes three threads of the pool for each read.
/// </summary>
internal sealed partial class SocketListenerFactory(
    IOptions<SocketTransportOptions> options, IOptions<KestrelServerOptions> server, IServiceProvider services, ILoggerFactory loggers)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly ILogger _logger = loggers.CreateLogger<SocketListenerFactory>();

    // Unix sockets and handles from elsewhere are left to whoever comes next.
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var socket = Bind(endpoint);
        socket.Listen(options.Value.Backlog);
        return ValueTask.FromResult<IConnectionListener>(
            new SocketListener(socket, options.Value, services.GetService<IMemoryPoolFactory<byte>>()?.Create(), HandsOver(server.Value.Limits), _logger));
    }

    private Socket Bind(EndPoint endpoint)
    {
        try
        {
            return options.Value.CreateBoundListenSocket(endpoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(exception.Message, exception);
        }
    }

    // A limit of the web server counts what it holds: where there is one, it keeps its connections.
    private static bool HandsOver(KestrelServerLimits limits) => limits is { MaxConcurrentConnections: null, MaxConcurrentUpgradedConnections: null };
}
