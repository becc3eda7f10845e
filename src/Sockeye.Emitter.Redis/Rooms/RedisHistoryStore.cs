using Sockeye.Emitters.Redis.Connections;
using Sockeye.Emitters.Redis.Streams;
using Sockeye.RoomStores;
using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Rooms;

/// <summary>
/// The messages of rooms in Redis streams, one stream for each room:
/// <c>&lt;prefix&gt;:history:{&lt;length&gt;:&lt;namespace&gt;:&lt;room&gt;}</c>. The reading server leaves out messages that are too old
/// by its own clock. Redis removes a room that has had no message for that time.
/// </summary>
internal sealed class RedisHistoryStore(RedisConnection connection, string prefix, TimeProvider time) : HistoryStore
{
    private const int MaxOffsetLength = 41;

    // In one step, because a stream without an expiry would never be removed.
    private const string Append =
        """
        local ids = {}
        for i = 3, #ARGV, 3 do
          if ARGV[i + 1] == '' then
            ids[#ids + 1] = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[1], '*', 'v', '1', 'event', ARGV[i])
          else
            ids[#ids + 1] = redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[1], '*', 'v', '1', 'event', ARGV[i], 'sizes', ARGV[i + 1], 'binary', ARGV[i + 2])
          end
        end
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        return ids
        """;

    // A new stream may begin with an id that the old one had in the same millisecond, so the empty stream stays for a minute. The remaining
    // entries are counted, not the deleted ones, because usually there are none.
    private const string Clear =
        """
        local rest = ARGV[1] == '' and 0 or #redis.call('XRANGE', KEYS[1], ARGV[1], '+')
        redis.call('XTRIM', KEYS[1], 'MAXLEN', rest)
        return rest > 0 and rest or redis.call('PEXPIRE', KEYS[1], 60000)
        """;

    public override bool IsOffset(string text) => text is { Length: <= MaxOffsetLength } && EntryPosition.TryParse(text, out _);

    public override async ValueTask<IReadOnlyList<string>> AppendAsync(string ns, string room, IReadOnlyList<ClusterPayload> events, RoomHistoryOptions options)
    {
        var size = 0;
        var values = new List<RedisValue>(2 + (events.Count * 3)) { options.MaxMessages, (long)options.MaxAge.TotalMilliseconds };
        foreach (var payload in events)
        {
            var (sizes, binary) = JoinedAttachments.Join(payload.Attachments);
            values.AddRange([payload.Json, sizes, binary]);
            size += payload.Json.Length + binary.Length;
        }

        var ids = await connection.RunAsync("XADD", size, redis => redis.GetDatabase().ScriptEvaluateAsync(Append, [KeyOf(ns, room)], [.. values], CommandFlags.DemandMaster));
        return [.. ((string[])ids!).Select(static id => HistoryEntryFormat.ToOffset(id))];
    }

    public override async ValueTask<HistoryPage> ReadAsync(string ns, string room, HistoryQuery query, RoomHistoryOptions options)
    {
        var key = KeyOf(ns, room);
        var oldest = new EntryPosition((ulong)Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - (long)options.MaxAge.TotalMilliseconds), 0);
        if (query.Since is { } since && EntryPosition.TryParse(since, out var after))
        {
            return await ReadSinceAsync(key, after, oldest, query.Limit);
        }

        var end = query.Before is { } before && EntryPosition.TryParse(before, out var next) ? next.Previous.ToString() : "+";
        var entries = await RangeAsync(key, oldest.ToString(), end, query.Limit + 1, Order.Descending);
        var hasMore = entries.Length > query.Limit;
        return new HistoryPage([.. entries.Take(query.Limit).Reverse().Select(HistoryEntryFormat.Read)], hasMore, false);
    }

    public override async ValueTask DeleteAsync(string ns, string room, string? upToOffset)
    {
        var firstToStay = upToOffset is not null && EntryPosition.TryParse(upToOffset, out var last) ? last.Next.ToString() : string.Empty;
        await connection.RunAsync("XTRIM", 0, redis => redis.GetDatabase().ScriptEvaluateAsync(Clear, [KeyOf(ns, room)], [firstToStay], CommandFlags.DemandMaster));
    }

    private async ValueTask<HistoryPage> ReadSinceAsync(RedisKey key, EntryPosition after, EntryPosition oldest, int limit)
    {
        // The entry of the offset itself is read too: if it still exists, no entry after it is missing.
        var start = after.CompareTo(oldest) < 0 ? oldest : after;
        var entries = await RangeAsync(key, start.ToString(), "+", limit + 2, Order.Ascending);
        var isThere = entries.Length > 0 && entries[0].Id == after.ToString();
        var isTruncated = !isThere && (start != after || await IsBeforeAllAsync(key, after, oldest));
        var newer = isThere ? entries.AsSpan(1) : entries;
        var page = newer[..Math.Min(limit, newer.Length)].ToArray();
        return new HistoryPage([.. page.Select(HistoryEntryFormat.Read)], newer.Length > limit, isTruncated);
    }

    private async ValueTask<bool> IsBeforeAllAsync(RedisKey key, EntryPosition position, EntryPosition oldest)
    {
        var first = await RangeAsync(key, oldest.ToString(), "+", 1, Order.Ascending);
        return first.Length == 0 || (EntryPosition.TryParse(first[0].Id!, out var kept) && position.CompareTo(kept) < 0);
    }

    private ValueTask<StreamEntry[]> RangeAsync(RedisKey key, string from, string to, int count, Order order) =>
        connection.RunAsync("XRANGE", 0, redis => redis.GetDatabase().StreamRangeAsync(key, from, to, count, order));

    // The length marks the end of the namespace. The braces allow more keys of the same room in a Redis Cluster.
    private RedisKey KeyOf(string ns, string room) => $"{prefix}:history:{{{ns.Length}:{ns}:{room}}}";
}
