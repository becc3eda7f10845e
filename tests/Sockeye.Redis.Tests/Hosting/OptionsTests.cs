using Microsoft.Extensions.Configuration;
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
    public async Task Options_OfTheContainer_AreThoseOfTheServersName_AndTheDelegateIsLast()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Redis:Key", "of all"), new("Redis:RequestTimeout", "00:00:09")]).Build();
        var services = new ServiceCollection();
        services.AddSocketIO().AddRedis(Redis, static options => options.MaxPendingPublishes = 7);
        services.AddSocketIO("devices").AddRedis(Redis, static options => options.Key = "in code");
        services.Configure<RedisPubSubAdapterOptions>(configuration.GetSection("Redis"));
        services.Configure<RedisPubSubAdapterOptions>("devices", static options => (options.Key, options.MaxPendingPublishes) = ("of the name", 8));
        services.ConfigureAll<RedisAdapterOptions>(static options => (options.MaxPendingPublishBytes, options.MaxPendingPublishes) = (11, 12));
        await using var provider = services.BuildServiceProvider();

        var first = provider.GetRequiredKeyedService<RedisPubSubAdapterOptions>(string.Empty);
        var devices = provider.GetRequiredKeyedService<RedisPubSubAdapterOptions>("devices");

        Assert.Equal(("of all", TimeSpan.FromSeconds(9), 7, 11), (first.Key, first.RequestTimeout, first.MaxPendingPublishes, first.MaxPendingPublishBytes));
        Assert.Equal(("in code", TimeSpan.FromSeconds(5), 8, 11), (devices.Key, devices.RequestTimeout, devices.MaxPendingPublishes, devices.MaxPendingPublishBytes));
    }

    [Fact]
    public async Task Options_OfTheContainer_ThatAreWrong_AreRefusedWhenTheServerIsMade()
    {
        var services = new ServiceCollection();
        services.AddSocketIO().AddRedisSharded(Redis);
        services.Configure<RedisShardedAdapterOptions>(static options => options.ChannelPrefix = string.Empty);
        await using var provider = services.BuildServiceProvider();

        Assert.ThrowsAny<ArgumentException>(() => provider.GetRequiredService<SocketIOServer>());
    }

    [Fact]
    public async Task Options_OfTheRooms_AreThoseOfTheContainerToo()
    {
        var services = new ServiceCollection();
        services.AddSocketIO().AddRedisRooms(Redis);
        services.Configure<RedisRoomOptions>(static options => options.Prefix = "mine");
        await using var provider = services.BuildServiceProvider();

        Assert.Equal("mine", provider.GetRequiredKeyedService<RedisRoomOptions>("rooms:").Prefix);
    }

    [Fact]
    public async Task AddRedis_Again_ForgetsTheDelegateOfBefore()
    {
        var services = new ServiceCollection();
        services.AddSocketIO().AddRedis(Redis, static options => options.Key = "before");
        services.AddSocketIO().AddRedis(Redis);
        await using var provider = services.BuildServiceProvider();

        Assert.Equal("socket.io", provider.GetRequiredKeyedService<RedisPubSubAdapterOptions>(string.Empty).Key);
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
