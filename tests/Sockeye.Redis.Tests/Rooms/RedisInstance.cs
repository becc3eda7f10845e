namespace Sockeye.Redis.Tests.Rooms;

/// <summary>One Redis for the tests of a class.</summary>
public sealed class RedisInstance : IAsyncLifetime
{
    private RedisServer _server = null!;

    public string Address => _server.Address;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
