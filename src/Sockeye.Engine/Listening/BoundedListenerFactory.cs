using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;

namespace Sockeye.Engine.Listening;

/// <summary>Listens with Kestrel's own sockets, and keeps the last file descriptors of the process free of connections.</summary>
internal sealed class BoundedListenerFactory(SocketTransportFactory kestrels, ILoggerFactory loggers, TimeProvider time) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly ILogger _logger = new GuardedLogger(loggers.CreateLogger<EngineServer>());
    private readonly LogSampler _sampler = new(time);

    /// <summary>Puts itself in front of Kestrel's own sockets, if they serve the application. Transports of others are left alone.</summary>
    public static void AddTo(IServiceCollection services)
    {
        for (int i = 0; i < services.Count; i++)
        {
            if (services[i] is { IsKeyedService: false } service && service.ServiceType == typeof(IConnectionListenerFactory) && service.ImplementationType == typeof(SocketTransportFactory))
            {
                services[i] = ServiceDescriptor.Singleton<IConnectionListenerFactory>(static provider => new BoundedListenerFactory(
                    ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider),
                    provider.GetRequiredService<ILoggerFactory>(),
                    provider.GetService<TimeProvider>() ?? TimeProvider.System));
            }
        }
    }

    public bool CanBind(EndPoint endpoint) => kestrels.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new BoundedListener(await kestrels.BindAsync(endpoint, cancellationToken), _logger, _sampler, time);
}
