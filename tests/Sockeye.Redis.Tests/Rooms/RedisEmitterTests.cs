using Microsoft.Extensions.DependencyInjection;
using Sockeye.Tests.Backends;
using StackExchange.Redis;

namespace Sockeye.Redis.Tests.Rooms;

public sealed class RedisEmitterTests(RedisInstance redis) : EmitterContract, IClassFixture<RedisInstance>
{
    private readonly string _key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Emitter_OnAConnectionOfTheApplication_ListensToItsAnswersAndUntilItEndsOnly()
    {
        await using var server = await StartAsync(static io => io.MainNamespace.UsePresence());
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        var emitter = RedisEmitter.Create(connection, options => options.Key = _key);
        var presence = emitter.Presence(static options => options.Timeout = TimeSpan.FromSeconds(20));
        async Task<string[]> ListAsync() => (string[])(await connection.GetDatabase().ExecuteAsync("PUBSUB", "CHANNELS", _key + "-rooms*"))!;
        await Cluster.UntilAsync(Waiting.Limit, async () => (await ListAsync()).Length == 2);

        Assert.Equal(0, await presence.CountAsync("tea"));
        Assert.Equal(3, (await ListAsync()).Length);

        await emitter.DisposeAsync();
        Assert.Equal(2, (await ListAsync()).Length);
        Assert.True(connection.IsConnected);
    }

    private protected override Task<TestServer> StartAsync(Action<SocketIOServer> io) => TestServer.StartAsync(
        io,
        services: services => services.AddSocketIO().AddRedis(redis.Address, options => options.Key = _key).ConfigureRooms(static options => options.HeartbeatInterval = TimeSpan.FromMilliseconds(500)));

    protected override SocketIOEmitter CreateEmitter() => RedisEmitter.Create(redis.Address, options => options.Key = _key);
}
