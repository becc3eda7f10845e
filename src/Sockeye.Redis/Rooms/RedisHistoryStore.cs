using Sockeye.Redis.Connections;

namespace Sockeye.Redis.Rooms;

/// <summary>The messages of rooms in streams of Redis.</summary>
internal sealed class RedisHistoryStore(RedisConnection connection, string prefix) : HistoryStore
{
    public RedisConnection Connection => connection;

    public string Prefix => prefix;
}
