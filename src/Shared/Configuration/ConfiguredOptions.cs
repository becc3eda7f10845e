using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Sockeye.Hosting;

/// <summary>The options of what is added to a server: what the container has for them, of the server's name, and then what is said in code where it is added.</summary>
internal static class ConfiguredOptions
{
    /// <summary>Adds options, in the place of those that were added under the key before.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">By which they are found.</param>
    /// <param name="name">The name of the server, by which the container has them (<c>services.Configure&lt;TOptions&gt;(name, ...)</c>).</param>
    /// <param name="configure">What is said in code. It is tried out at once, so that what makes no sense is refused where it is written.</param>
    /// <param name="validate">Says what makes no sense.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
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
