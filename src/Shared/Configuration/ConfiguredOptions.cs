using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Sockeye.Hosting;

/// <summary>
/// The options of a feature that is added to a server: first what the container has under the name of the server, then what is set in code.
/// </summary>
internal static class ConfiguredOptions
{
    /// <summary>Adds options. They replace those that were added under the same key before.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">The key of the service.</param>
    /// <param name="name">
    /// The name of the server, under which the container has the options (<c>services.Configure&lt;TOptions&gt;(name, ...)</c>).
    /// </param>
    /// <param name="configure">
    /// The settings in code. They are tried at once, so that an invalid value throws at the line that sets it.
    /// </param>
    /// <param name="validate">Checks the options.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static void Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        IServiceCollection services, string key, string? name, Action<TOptions>? configure, Action<TOptions> validate)
        where TOptions : class, new()
    {
        if (configure is not null)
        {
            var tried = new TOptions();
            configure(tried);
            validate(tried);
        }

        services.AddOptions();
        services.Replace(ServiceDescriptor.KeyedSingleton(key, (provider, _) =>
        {
            var options = provider.GetRequiredService<IOptionsFactory<TOptions>>().Create(name ?? Options.DefaultName);
            configure?.Invoke(options);
            validate(options);
            return options;
        }));
    }
}
