using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sockeye.EventLoops;
using Sockeye.EventLoops.Listening;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Turns event loops on.</summary>
public static class EventLoopWebHostBuilderExtensions
{
    /// <summary>
    /// Lets event loops handle all TCP endpoints of the application, instead of Kestrel's own sockets and with the options of those
    /// (<see cref="SocketTransportOptions"/>). There is one thread for each processor, which waits for sockets and also runs the code that
    /// waits for them. Kestrel still handles HTTP requests. Code that uses <see cref="IEventLoopFeature"/>, such as Sockeye's WebSockets,
    /// runs on the loops until its first <see langword="await"/> that has to wait, and takes its connection out of Kestrel if there is only
    /// HTTP on it.
    /// </summary>
    /// <remarks>
    /// <para><see cref="SocketTransportOptions.IOQueueCount"/> sets how many of the loops handle an endpoint, if it is not 0 and less than
    /// the number of loops.</para>
    /// <para>On systems other than Linux, Kestrel's own sockets handle all endpoints, and a log entry says so.</para>
    /// </remarks>
    /// <param name="builder">The web host.</param>
    /// <returns>The same web host.</returns>
    public static IWebHostBuilder UseEventLoops(this IWebHostBuilder builder) => builder.UseEventLoops(static _ => { });

    /// <summary>
    /// Lets event loops handle TCP endpoints like <see cref="UseEventLoops(IWebHostBuilder)"/>, with options, for example for some of the
    /// endpoints only.
    /// </summary>
    /// <param name="builder">The web host.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same web host.</returns>
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
            // Kestrel adds its own factory if there is none. It is needed for endpoints that are not TCP.
            services.TryAddSingleton<IConnectionListenerFactory, SocketTransportFactory>();
            services.AddSingleton<IConnectionListenerFactory, SocketListenerFactory>();
        }
    }
}
