using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sockeye.EventLoops;
using Sockeye.EventLoops.Listening;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets WebSockets leave the web server.</summary>
public static class EngineListenerServiceCollectionExtensions
{
    private const string Switch = "Sockeye.Engine.SocketHandover";

    /// <summary>
    /// Listens on TCP ports in the place of Kestrel's own sockets, with the options of those, so that the connection of a WebSocket is handed over after its handshake: Kestrel
    /// keeps nothing for it then, and is not in its way. Everything else is served as before. Where the connection is not plain TCP (TLS, other connection
    /// middleware), or where Kestrel is to count the connections (<c>MaxConcurrentConnections</c>, <c>MaxConcurrentUpgradedConnections</c>), it stays with Kestrel.
    /// </summary>
    /// <remarks>
    /// The request of a WebSocket that was handed over ends with the handshake: for logs, metrics and limits of requests. An application that chose another transport for Kestrel keeps it. The
    /// <see cref="AppContext"/> switch <c>Sockeye.Engine.SocketHandover</c>, set to <see langword="false"/> before this is called, leaves all to Kestrel's own sockets.
    /// </remarks>
    /// <param name="services">The services of the application.</param>
    public static IServiceCollection AddSocketHandover(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var isOff = AppContext.TryGetSwitch(Switch, out var isOn) && !isOn;
        if (!isOff && EventLoop.IsSupported && services.All(IsKestrelsOwn))
        {
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IConnectionListenerFactory, SocketListenerFactory>());
        }

        return services;
    }

    private static bool IsKestrelsOwn(ServiceDescriptor service) =>
        service.ServiceType != typeof(IConnectionListenerFactory)
        || (!service.IsKeyedService && (service.ImplementationType == typeof(SocketTransportFactory) || service.ImplementationType == typeof(SocketListenerFactory)));
}
