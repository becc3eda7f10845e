using Microsoft.Extensions.DependencyInjection;

namespace Sockeye.Redis.Tests.Hosting;

/// <summary>What makes no sense is refused where it is written.</summary>
public sealed class OptionsTests
{
    private const string Redis = "127.0.0.1:1";

    public static TheoryData<Action<RedisStreamsAdapterOptions>> WrongStreams => new()
    {
        static options => options.StreamName = string.Empty,
        static options => options.ChannelPrefix = string.Empty,
        static options => options.SessionKeyPrefix = string.Empty,
        static options => options.StreamCount = 0,
        static options => options.MaxLength = 0,
        static options => options.ReadCount = -1,
        static options => options.BlockTime = TimeSpan.Zero,
        static options => options.BlockTime = TimeSpan.FromHours(1),
        static options => options.RequestTimeout = TimeSpan.Zero,
        static options => options.MaxPendingPublishes = 0,
        static options => options.MaxPendingPublishBytes = 0,
    };

    [Theory]
    [MemberData(nameof(WrongStreams))]
    public void AddRedisStreams_WithAWrongOption_Throws(Action<RedisStreamsAdapterOptions> configure) =>
        Assert.ThrowsAny<ArgumentException>(() => new ServiceCollection().AddSocketIO().AddRedisStreams(Redis, configure));

    [Fact]
    public void AddRedis_WithAWrongOption_Throws()
    {
        var io = new ServiceCollection().AddSocketIO();

        Assert.ThrowsAny<ArgumentException>(() => io.AddRedis(string.Empty));
        Assert.ThrowsAny<ArgumentException>(() => io.AddRedis(Redis, static options => options.Key = string.Empty));
        Assert.ThrowsAny<ArgumentException>(() => io.AddRedisSharded(Redis, static options => options.ChannelPrefix = string.Empty));
        Assert.ThrowsAny<ArgumentException>(() => io.AddRedisSharded(Redis, static options => options.SubscriptionMode = (RedisSubscriptionMode)9));
    }

    [Fact]
    public async Task PubSub_WithRecovery_IsRefusedAtTheStart()
    {
        var services = new ServiceCollection();
        services.AddSocketIO(static io => io.ConnectionStateRecovery = new RecoveryOptions()).AddRedisSharded(Redis);
        await using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<SocketIOServer>());

        Assert.Contains("ConnectionStateRecovery", exception.Message, StringComparison.Ordinal);
    }
}
