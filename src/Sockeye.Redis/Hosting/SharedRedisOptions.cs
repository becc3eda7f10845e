using Microsoft.Extensions.Options;

namespace Sockeye.Redis.Hosting;

/// <summary>
/// Applies the configuration for all adapters on Redis, <c>services.Configure&lt;RedisAdapterOptions&gt;(...)</c>, to the options of one of
/// them.
/// </summary>
internal sealed class SharedRedisOptions<TOptions>(IEnumerable<IConfigureOptions<RedisAdapterOptions>> shared) : IConfigureNamedOptions<TOptions>
    where TOptions : RedisAdapterOptions
{
    public void Configure(TOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, TOptions options)
    {
        foreach (var configure in shared)
        {
            if (configure is IConfigureNamedOptions<RedisAdapterOptions> named)
            {
                named.Configure(name, options);
            }
            else if (name == Options.DefaultName)
            {
                configure.Configure(options);
            }
        }
    }
}
