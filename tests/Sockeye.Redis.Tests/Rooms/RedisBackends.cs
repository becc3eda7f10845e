using Microsoft.Extensions.Logging.Abstractions;
using Sockeye.Emitters.Redis.Connections;
using Sockeye.Redis.Rooms;

namespace Sockeye.Redis.Tests.Rooms;

/// <summary>Backends of servers that share a Redis.</summary>
internal static class RedisBackends
{
    private const int MaxBytes = 100_000_000;

    public static Task<RoomBackend> OpenAsync(string address, string prefix = "rooms")
    {
        var connection = new RedisConnection(RedisSource.From(address), 10_000, MaxBytes, NullLoggerFactory.Instance);
        var subscriptions = RedisSubscriptions.Of(connection, MaxBytes, TimeProvider.System);
        return Task.FromResult<RoomBackend>(new Owner(connection, new RedisRoomBackend(connection, subscriptions, prefix, TimeProvider.System)));
    }

    /// <summary>A backend with a connection of its own.</summary>
    private sealed class Owner(RedisConnection connection, RedisRoomBackend backend) : RoomBackend
    {
        public override RoomChannel? Channel => backend.Channel;

        public override RecordStore Records => backend.Records;

        public override HistoryStore History => backend.History;

        public override ClaimStore Claims => backend.Claims;

        public override async ValueTask DisposeAsync()
        {
            await backend.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
