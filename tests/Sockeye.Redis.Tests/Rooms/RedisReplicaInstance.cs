namespace Sockeye.Redis.Tests.Rooms;

/// <summary>A Redis and its replica, which takes its place when the first backend has been opened and used.</summary>
public sealed class RedisReplicaInstance : IAsyncLifetime
{
    private RedisServer _primary = null!;
    private RedisServer _replica = null!;
    private bool _isPromoted;

    public async ValueTask InitializeAsync()
    {
        _primary = await RedisServer.StartAsync();
        _replica = await RedisServer.StartAsync();
        await _replica.ExecuteAsync("REPLICAOF", "127.0.0.1", _primary.Port);
        await Cluster.UntilAsync(Waiting.Limit, async () => (await _replica.ExecuteAsync("ROLE")) is { Length: > 3 } role && (string?)role[3] == "connected");
    }

    public async Task<RoomBackend> OpenAsync()
    {
        var backend = await RedisBackends.OpenAsync($"{_primary.Address},{_replica.Address}");
        if (!_isPromoted)
        {
            await backend.Records.ReadAsync("/", default, 1);
            _isPromoted = true;
            await _primary.KillAsync();
            await _replica.ExecuteAsync("REPLICAOF", "NO", "ONE");
        }

        await Cluster.UntilAsync(Waiting.Limit, async () => await Record.ExceptionAsync(() => backend.Claims.CompleteAsync("/", "is there", TimeSpan.FromMinutes(1)).AsTask()) is null);
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        await _primary.DisposeAsync();
        await _replica.DisposeAsync();
    }
}
