using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sockeye.EventLoops;
using Sockeye.EventLoops.Listening;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Turns the event loops on.</summary>
public static class EventLoopWebHostBuilderExtensions
{
    /// <summary>
    /// Serves all TCP endpoints of the application by event loops, in the place of Kestrel's own sockets and with the options of those (<see cref="SocketTransportOptions"/>): a thread for each processor waits for
    /// sockets and goes on with the code that waits for them. HTTP requests are served by Kestrel as before. What knows <see cref="IEventLoopFeature"/>, as Sockeye's WebSockets do, runs on the loops, up to the
    /// first <see langword="await"/> that has to wait, and takes its connection out of Kestrel if there is nothing but HTTP on it.
    /// </summary>
    /// <remarks>
    /// <para>Of the options, <see cref="SocketTransportOptions.IOQueueCount"/> is how many of the loops serve an endpoint, if it is less than their number and not 0.</para>
    /// <para>Elsewhere than on Linux, Kestrel's own sockets serve all endpoints, and a log entry says so.</para>
    /// </remarks>
    /// <param name="builder">The web host.</param>
    /// <returns>The same.</returns>
    public static IWebHostBuilder UseEventLoops(this IWebHostBuilder builder) => builder.UseEventLoops(static _ => { });

    /// <summary>As <see cref="UseEventLoops(IWebHostBuilder)"/>, with options: for some of the endpoints, for example.</summary>
    /// <param name="builder">The web host.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same.</returns>
    public static IWebHostBuilder UseEventLoops(this IWebHostBuilder builder, Action<EventLoopOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        return builder.ConfigureServices(services => Add(services.Configure(configure)));
    }

    private static void Add(IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(EventLoopDefaults)))
        {
            return;
        }

        services.AddSingleton<EventLoopDefaults>();
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>>(static provider => provider.GetRequiredService<EventLoopDefaults>()));
        if (EventLoop.IsSupported)
        {
            // Kestrel adds its own if there is none yet; it is needed for what is no TCP endpoint.
            services.TryAddSingleton<IConnectionListenerFactory, SocketTransportFactory>();
            services.AddSingleton<IConnectionListenerFactory, SocketListenerFactory>();
        }
    }
}
