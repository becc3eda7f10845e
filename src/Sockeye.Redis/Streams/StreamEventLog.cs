using Sockeye.Emitters.Redis.Connections;
using Sockeye.Emitters.Redis.Streams;
using StackExchange.Redis;

namespace Sockeye.Redis.Streams;

/// <summary>The events in a namespace's stream for clients that come back, and their sessions, in the format of Node.</summary>
internal sealed class StreamEventLog(string ns, string stream, RedisStreamsAdapterOptions options, RedisConnection connection, RedisStreams streams)
    : IClusterEventLog
{
    private const int PageSize = 1000;

    // One step, so that a session is given out once. Redis 6.0 does not have GETDEL, and a transaction at a server that has just become the
    // primary ends the connection.
    private const string Take = "local session = redis.call('GET', KEYS[1]) redis.call('DEL', KEYS[1]) return session";

    private string? _added;

    public string? Position
    {
        get
        {
            var handled = streams.HandledOf(stream);
            return handled is not null && _added is { } added && Compare(handled, added) < 0 ? added : handled;
        }
    }

    /// <summary>Called when the namespace gets entries from now on.</summary>
    /// <param name="position">The position up to which the stream had been read; <see langword="null"/> if reading had not begun.</param>
    public void OnAdded(string? position) => _added = position;

    public bool IsPosition(string offset) => offset is { Length: <= 50 } && EntryPosition.TryParse(offset, out var position) && position != default;

    public int Compare(string left, string right) =>
        EntryPosition.TryParse(left, out var first) && EntryPosition.TryParse(right, out var second) ? first.CompareTo(second) : string.CompareOrdinal(left, right);

    public async ValueTask SaveSessionAsync(ClusterSession session, TimeSpan lifetime)
    {
        var value = StreamFormat.EncodeSession(session);
        await connection.RunAsync(
            "SET", value.Length, redis => redis.GetDatabase().StringSetAsync(options.SessionKeyPrefix + session.PrivateId, value, lifetime, keepTtl: false));
    }

    public async ValueTask<ClusterSession?> TakeSessionAsync(string privateId)
    {
        var value = await connection.RunAsync("EVAL", 0, redis => redis.GetDatabase().ScriptEvaluateAsync(Take, [options.SessionKeyPrefix + privateId], flags: CommandFlags.DemandMaster));
        return (string?)value is { } text ? StreamFormat.DecodeSession(text) : null;
    }

    public async ValueTask<LoggedEvents?> ReadAfterAsync(string offset, int maxEvents)
    {
        var database = (await connection.GetAsync()).GetDatabase();
        var events = new List<LoggedEvent>();
        var position = offset;
        var isFirst = true;
        for (var read = 0; read <= maxEvents;)
        {
            // The last entry is read again each time, because Redis 6.0 does not have exclusive ranges, and because the first entry must
            // still exist.
            var entries = await database.StreamRangeAsync(stream, position, "+", PageSize);
            if (isFirst && offset != EntryPosition.Origin && (entries.Length == 0 || entries[0].Id != offset))
            {
                return null;
            }

            isFirst = false;
            foreach (var entry in entries)
            {
                if (entry.Id != position && (string?)entry["nsp"] == ns && (string?)entry["type"] == "3" && StreamFormat.Decode(entry.Values) is { } message)
                {
                    events.Add(new LoggedEvent(entry.Id!, message));
                }
            }

            read += entries.Length;
            position = entries.Length == 0 ? position : (string)entries[^1].Id!;
            if (entries.Length < PageSize)
            {
                // No entry exists at the position before the first one, but Redis removes none as long as there are few.
                return offset == EntryPosition.Origin && read >= options.MaxLength ? null : new LoggedEvents(events, position);
            }
        }

        return null;
    }
}
