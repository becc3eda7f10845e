using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sockeye;
using Sockeye.Hosting;
using Sockeye.Protocol.SocketIO;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Socket.IO servers to the services of an application.</summary>
public static class SocketIOServiceCollectionExtensions
{
    /// <summary>
    /// Adds a Socket.IO server. Map it with <c>app.MapSocketIO()</c>. To send from anywhere, inject <see cref="SocketIOServer"/>.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Changes the options.</param>
    public static ISocketIOBuilder AddSocketIO(this IServiceCollection services, Action<SocketIOOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static provider => Create(provider, null));
        return Add(services, null, configure);
    }

    /// <summary>
    /// Adds another Socket.IO server, under a name. Map it with <c>app.MapSocketIO(path, name)</c>, and inject it with
    /// <c>[FromKeyedServices(name)] SocketIOServer</c>.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="name">The name of the server in this application. Clients never see it.</param>
    /// <param name="configure">Changes the options.</param>
    public static ISocketIOBuilder AddSocketIO(this IServiceCollection services, string name, Action<SocketIOOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        services.TryAddKeyedSingleton(name, static (provider, key) => Create(provider, (string)key!));
        return Add(services, name, configure);
    }

    /// <summary>Replaces the in-memory adapter, which carries broadcasts, by another one.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="create">Creates the adapter of a namespace.</param>
    public static ISocketIOBuilder UseAdapter(this ISocketIOBuilder builder, Func<IServiceProvider, Namespace, Adapter> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        if (builder.Name is { } name)
        {
            builder.Services.Replace(ServiceDescriptor.KeyedSingleton(name, (provider, _) => new AdapterFactory(ns => create(provider, ns))));
        }
        else
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(provider => new AdapterFactory(ns => create(provider, ns))));
        }

        return builder;
    }

    /// <summary>Replaces the format of packets. Clients need the matching parser (the <c>parser</c> option in JavaScript).</summary>
    /// <param name="builder">The server.</param>
    /// <param name="create">Creates the parser of the server.</param>
    public static ISocketIOBuilder UseParser(this ISocketIOBuilder builder, Func<IServiceProvider, PacketParser> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.Replace(builder.Name is { } name
            ? ServiceDescriptor.KeyedSingleton(name, (provider, _) => create(provider))
            : ServiceDescriptor.Singleton(create));
        return builder;
    }

    private static SocketIOBuilder Add(IServiceCollection services, string? name, Action<SocketIOOptions>? configure)
    {
        services.AddLogging();
        services.AddOptions();
        services.AddEngineIO();
        GracefulShutdown.AddTo(services);
        if (configure is not null)
        {
            services.Configure(name ?? Options.Options.DefaultName, configure);
        }

        return new SocketIOBuilder(services, name);
    }

    private static SocketIOServer Create(IServiceProvider provider, string? name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<SocketIOOptions>>().Get(name ?? Options.Options.DefaultName);
        var adapters = name is null ? provider.GetService<AdapterFactory>() : provider.GetKeyedService<AdapterFactory>(name);
        var parser = name is null ? provider.GetService<PacketParser>() : provider.GetKeyedService<PacketParser>(name);
        return new SocketIOServer(provider, options, adapters is null ? null : adapters.Create, parser, name);
    }
}
