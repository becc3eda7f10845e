using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Redis.Tests.Architecture;

/// <summary>What applications see of the package is small.</summary>
public sealed class SurfaceTests
{
    [Fact]
    public void PublicTypes_AreOptionsAndWhatAddsTheAdapters() => Assert.Equal(
        [
            nameof(RedisAdapterOptions), nameof(RedisPubSubAdapterOptions), nameof(RedisRoomOptions), nameof(RedisShardedAdapterOptions), nameof(RedisStreamsAdapterOptions),
            nameof(SocketIORedisExtensions),
        ],
        typeof(RedisAdapterOptions).Assembly.GetExportedTypes().Select(static type => type.Name).Order());

    [Fact]
    public void PublicTypesOfTheEmitter_AreOptionsAndWhatMakesIt() => Assert.Equal(
        [
            nameof(RedisEmitter), nameof(RedisEmitterOptions), nameof(RedisShardedEmitterOptions), nameof(RedisStreamsEmitterOptions), nameof(RedisSubscriptionMode),
        ],
        typeof(RedisEmitter).Assembly.GetExportedTypes().Select(static type => type.Name).Order());

    [Fact]
    public void Redis_NeedsNothingOfUsButTheServerItsRoomsItsEventLoopsAndTheEmitter() => Assert.Equal(
        ["Sockeye", "Sockeye.Emitter.Redis", "Sockeye.EventLoops", "Sockeye.Protocol", "Sockeye.RoomStores", "Sockeye.Rooms"],
        typeof(RedisAdapterOptions).Assembly.GetReferencedAssemblies()
            .Select(static name => name.Name!)
            .Where(static name => name.StartsWith("Sockeye", StringComparison.Ordinal))
            .Order());
}
