using Sockeye.Emitters.Redis.Connections;


namespace Sockeye.Redis.Rooms;

/// <summary>Rooms whose records, members and messages all servers of a Redis share.</summary>
internal sealed class RedisRoomBackend(RedisConnection connection, string prefix, TimeProvider time) : RoomBackend
{
    public override RoomChannel? Channel { get; } = new RedisRoomChannel(connection, prefix);

    public override RecordStore Records { get; } = new RedisRecordStore(connection, prefix);

    public override HistoryStore History { get; } = new RedisHistoryStore(connection, prefix, time);

    public override ValueTask DisposeAsync() => default;
}
