using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Sockeye.Client;
using Sockeye.Client.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Socket.IO clients to the services of an application.</summary>
public static class SocketIOClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds a client under a name. Inject it with <c>[FromKeyedServices("name")] SocketIOClient</c>. There is one for the whole
    /// application, created when it is first asked for. It uses the logging and the <see cref="TimeProvider"/> of the application, and is
    /// disposed of with it. It connects when one of its sockets does.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The name of the client.</param>
    /// <param name="url">The address of the server.</param>
    /// <param name="configure">Sets the options.</param>
    public static IServiceCollection AddSocketIOClient(this IServiceCollection services, string name, string url, Action<IServiceProvider, SocketIOClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentException.ThrowIfNullOrEmpty(url);
        return services.AddKeyedSingleton(name, (provider, _) => Create(provider, url, options => configure?.Invoke(provider, options)));
    }

    /// <summary>
    /// Adds a client under a name, with options from a configuration section: <c>Url</c>, and every property of
    /// <see cref="SocketIOClientOptions"/> that is a text, number, time span or list. Examples are <c>"Transports": [ "WebSocket" ]</c>,
    /// <c>"Headers": { "Authorization": "…" }</c>, <c>"ReconnectionDelayMax": "00:00:30"</c> and <c>"ReconnectionAttempts": "infinite"</c>.
    /// </summary>
    /// <inheritdoc cref="AddSocketIOClient(IServiceCollection, string, string, Action{IServiceProvider, SocketIOClientOptions})"/>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The name of the client.</param>
    /// <param name="section">The configuration section.</param>
    /// <param name="configure">Sets further options.</param>
    public static IServiceCollection AddSocketIOClient(
        this IServiceCollection services, string name, IConfigurationSection section, Action<IServiceProvider, SocketIOClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(section);
        return services.AddKeyedSingleton(name, (provider, _) => Create(provider, ClientConfiguration.UrlOf(section), options =>
        {
            ClientConfiguration.Apply(section, options);
            configure?.Invoke(provider, options);
        }));
    }

    private static SocketIOClient Create(IServiceProvider services, string url, Action<SocketIOClientOptions> configure) => new(url, options =>
    {
        options.Services = services;
        if (services.GetService<ILoggerFactory>() is { } loggers)
        {
            options.LoggerFactory = loggers;
        }

        if (services.GetService<TimeProvider>() is { } time)
        {
            options.TimeProvider = time;
        }

        configure(options);
    });
}
