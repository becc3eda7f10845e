using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sockeye.Diagnostics;

namespace Sockeye.EventLoops.Listening;

/// <summary>Listens for the web server instead of its own sockets, with their options.</summary>
internal sealed class SocketListenerFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private readonly SocketTransportOptions _options;
    private readonly EventLoopOptions _loops;
    private readonly IOptions<KestrelServerOptions> _server;
    private readonly IServiceProvider _services;
    private readonly ILogger _logger;
    private readonly ListenerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly LogSampler _sampler;
    private readonly RefusedConnections _refused;

    public SocketListenerFactory(
        IOptions<SocketTransportOptions> options, IOptions<EventLoopOptions> loops, IOptions<KestrelServerOptions> server, IServiceProvider services, ILoggerFactory loggers)
    {
        _options = options.Value;
        _loops = loops.Value;
        _server = server;
        _services = services;
        _logger = loggers.CreateLogger<SocketListenerFactory>();
        LoopDiagnostics.Logger = loggers.CreateLogger<EventLoop>();
        _metrics = new ListenerMetrics(services.GetService<IMeterFactory>());
        _time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _sampler = new LogSampler(_time);
        _refused = new RefusedConnections(_time);
    }

    // Unix sockets, and handles that were opened elsewhere, stay with Kestrel.
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint && _loops.Serves(endpoint);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        Socket socket = Bind(endpoint);
        try
        {
            socket.Listen(_options.Backlog);
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }

        var settings = new ConnectionSettings(_options, _services.GetService<IMemoryPoolFactory<byte>>()?.Create(), IsCounted(_server.Value.Limits), _logger);
        return ValueTask.FromResult<IConnectionListener>(
            new SocketListener(socket, settings, new DescriptorLimit(_loops.ReservedDescriptors), _refused, _metrics, _sampler, _time));
    }

    public void Dispose() => _metrics.Dispose();

    private Socket Bind(EndPoint endpoint)
    {
        try
        {
            return _options.CreateBoundListenSocket(endpoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(exception.Message, exception);
        }
    }

    // A limit of Kestrel counts the connections that Kestrel has. So if there is one, Kestrel keeps its connections.
    private static bool IsCounted(KestrelServerLimits limits) => limits is not { MaxConcurrentConnections: null, MaxConcurrentUpgradedConnections: null };
}
