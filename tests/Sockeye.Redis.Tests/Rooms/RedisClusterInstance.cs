namespace Sockeye.Redis.Tests.Rooms;

/// <summary>One Redis Cluster of three for the tests of a class.</summary>
public sealed class RedisClusterInstance : IAsyncLifetime
{
    private IReadOnlyList<RedisServer> _servers = [];

    public string Address => string.Join(',', _servers.Select(static server => server.Address));

    public async ValueTask InitializeAsync() => _servers = await RedisServer.StartClusterAsync(3);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
