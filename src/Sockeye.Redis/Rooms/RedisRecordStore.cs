using Sockeye.Redis.Connections;

namespace Sockeye.Redis.Rooms;

/// <summary>The records of rooms in Redis.</summary>
internal sealed class RedisRecordStore(RedisConnection connection, string prefix) : RecordStore
{
    public RedisConnection Connection => connection;

    public string Prefix => prefix;
}
