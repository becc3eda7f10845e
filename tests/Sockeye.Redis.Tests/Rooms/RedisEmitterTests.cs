using Microsoft.Extensions.DependencyInjection;
using Sockeye.Tests.Backends;

namespace Sockeye.Redis.Tests.Rooms;

public sealed class RedisEmitterTests(RedisInstance redis) : EmitterContract, IClassFixture<RedisInstance>
{
    private readonly string _key = Guid.NewGuid().ToString("N");

    private protected override Task<TestServer> StartAsync(Action<SocketIOServer> io) => TestServer.StartAsync(
        io,
        static options => options.RoomHeartbeatInterval = TimeSpan.FromMilliseconds(500),
        services => services.AddSocketIO().AddRedis(redis.Address, options => options.Key = _key));

    protected override SocketIOEmitter CreateEmitter() => RedisEmitter.Create(redis.Address, options => options.Key = _key);
}
