using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Redis.Tests.Architecture;

/// <summary>What applications see of the package is small.</summary>
public sealed class SurfaceTests
{
    [Fact]
    public void PublicTypes_AreOptionsAndWhatAddsTheAdapters() => Assert.Equal(
        [
            nameof(RedisAdapterOptions), nameof(RedisPubSubAdapterOptions), nameof(RedisShardedAdapterOptions), nameof(RedisStreamsAdapterOptions),
            nameof(RedisSubscriptionMode), nameof(SocketIORedisExtensions),
        ],
        typeof(RedisAdapterOptions).Assembly.GetExportedTypes().Select(static type => type.Name).Order());

    [Fact]
    public void Redis_NeedsNothingOfUsButTheServer() => Assert.Equal(
        ["Sockeye"],
        typeof(RedisAdapterOptions).Assembly.GetReferencedAssemblies()
            .Select(static name => name.Name!)
            .Where(static name => name.StartsWith("Sockeye", StringComparison.Ordinal)));
}
