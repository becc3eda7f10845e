using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sockeye.Engine.Http;
using Sockeye.Engine.Listening;
using Sockeye.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Prepares an application for Engine.IO.</summary>
public static class EngineServiceCollectionExtensions
{
    /// <summary>
    /// Adds the services that Engine.IO needs. <c>AddSocketIO</c> calls this too. It lets the CORS middleware of the application
    /// (<c>app.UseCors</c>) allow WebSockets, and raises Kestrel's <see cref="KestrelServerLimits.MaxRequestLineSize"/> from its default of
    /// 8 KiB to 16 KiB, as in Node.js.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    public static IServiceCollection AddEngineIO(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        GracefulShutdown.AddTo(services);
        AddCorsVerdict(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<KestrelServerOptions>, RequestLimits>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, WrongPath>());
        BoundedListenerFactory.AddTo(services);
        return services;
    }

    // A later AddCors of the application keeps a service that is already registered.
    private static void AddCorsVerdict(IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(CorsVerdictService)))
        {
            return;
        }

        services.AddCors();
        ServiceDescriptor inner = services.Last(static service => service.ServiceType == typeof(ICorsService) && !service.IsKeyedService);
        services.Add(ServiceDescriptor.Describe(typeof(CorsVerdictService), provider => new CorsVerdictService(Create(provider, inner)), inner.Lifetime));
        services.Replace(ServiceDescriptor.Describe(typeof(ICorsService), static provider => provider.GetRequiredService<CorsVerdictService>(), inner.Lifetime));
    }

    private static ICorsService Create(IServiceProvider provider, ServiceDescriptor service) =>
        (ICorsService)(service.ImplementationInstance
            ?? service.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));
}
