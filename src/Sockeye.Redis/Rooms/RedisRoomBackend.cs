using Sockeye.Emitters.Redis.Connections;
using Sockeye.Emitters.Redis.Rooms;

namespace Sockeye.Redis.Rooms;

/// <summary>Keeps records, members and messages of rooms in Redis, shared by all servers.</summary>
internal sealed class RedisRoomBackend(RedisConnection connection, RedisSubscriptions subscriptions, string prefix, TimeProvider time) : RoomBackend
{
    private readonly RedisRoomChannel _channel = new(connection, subscriptions, prefix, isServer: true);

    public override RoomChannel? Channel => _channel;

    public override RecordStore Records { get; } = new RedisRecordStore(connection, prefix);

    public override HistoryStore History { get; } = new RedisHistoryStore(connection, prefix, time);

    public override ClaimStore Claims { get; } = new RedisClaimStore(connection, prefix);

    public override ValueTask DisposeAsync() => _channel.StopAsync();
}
