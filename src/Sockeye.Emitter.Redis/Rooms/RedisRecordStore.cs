using System.Globalization;
using Sockeye.Emitters.Redis.Connections;
using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Rooms;

/// <summary>
/// The records of rooms in Redis, all records of a namespace together: <c>&lt;prefix&gt;:records:{&lt;namespace&gt;}</c>, and three more
/// keys for the order of changes.
/// </summary>
internal sealed class RedisRecordStore(RedisConnection connection, string prefix) : RecordStore
{
    // A server that was not reachable for more than this many endings reads everything when it is back.
    private const int MaxEnded = 10_000;

    public override async ValueTask<RecordWriteResult> WriteAsync(string ns, RecordWrite write, RecordLimits limits)
    {
        var kind = write.Kind switch
        {
            RecordWriteKind.Create => "create",
            RecordWriteKind.Set => "set",
            RecordWriteKind.Expire => "expire",
            _ => "delete",
        };
        RedisValue[] arguments =
        [
            kind, write.Room, write.Value, write.EndsWithLastMember ? 1 : 0, write.ExpiresAfter is { } after ? (long)Math.Ceiling(after.TotalMilliseconds) : 0,
            write.ExpectedVersion, write.ExpectedOrigin, (int)write.End, limits.MaxRooms, limits.MaxTotalBytes, NewEpoch(), MaxEnded, RecordFormat.WriteTag(write.Tag),
            write.ExpectedTag is { } tag ? RecordFormat.WriteTag(tag) : string.Empty,
        ];
        var answer = (RedisResult[])(await connection.RunAsync("EVAL", write.Value.Length, redis => redis.GetDatabase().ScriptEvaluateAsync(RecordScripts.Write, KeysOf(ns), arguments, CommandFlags.DemandMaster)))!;
        return (string)answer[0]! switch
        {
            "exists" => new(RecordWriteStatus.Exists, null, RecordFormat.Read(write.Room, (byte[]?)answer[1])),
            "conflict" => new(RecordWriteStatus.Conflict, null, RecordFormat.Read(write.Room, (byte[]?)answer[1])),
            "none" => new(RecordWriteStatus.NotFound, null, null),
            "many" => new(RecordWriteStatus.TooMany, null, null),
            "large" => new(RecordWriteStatus.TooLarge, null, null),
            _ => new(RecordWriteStatus.Done, ToChange(write, answer), null),
        };
    }

    public override async ValueTask<StoredRecord?> FindAsync(string ns, string room) =>
        RecordFormat.Read(room, await connection.RunAsync("HGET", 0, redis => redis.GetDatabase().HashGetAsync(KeysOf(ns)[0], room, CommandFlags.DemandMaster)));

    public override async ValueTask<RecordChanges> ReadAsync(string ns, RecordPosition position, int limit)
    {
        RedisValue[] arguments = [position.Epoch ?? string.Empty, position.Revision, position.EndedSince, limit + 1, NewEpoch()];
        var answer = (RedisResult[])(await connection.RunAsync("EVAL", 0, redis => redis.GetDatabase().ScriptEvaluateAsync(RecordScripts.Read, KeysOf(ns), arguments, CommandFlags.DemandMaster)))!;
        var (isWhole, epoch, revision, endedSince) = ((int)answer[0] == 1, (string)answer[1]!, (long)answer[2], (long)answer[3]);
        var (rooms, records, ended) = ((RedisValue[])answer[4]!, (byte[][])answer[5]!, (RedisValue[])answer[6]!);
        var changes = new List<(long Revision, StoredChange? Change)>();
        for (var i = 0; i < records.Length; i++)
        {
            var (room, at) = ((string)rooms[2 * i]!, RevisionOf(rooms[(2 * i) + 1]));
            var record = RecordFormat.Read(room, records[i]);
            changes.Add((at, record is null ? null : new StoredChange(epoch, 0, at, room, record, default, 0)));
        }

        for (var i = 0; i < ended.Length; i += 2)
        {
            var at = RevisionOf(ended[i + 1]);
            changes.Add((at, RecordFormat.ReadEnded(ended[i]) is var (room, end) ? new StoredChange(epoch, 0, at, room, null, end, 0) : null));
        }

        changes.Sort(static (one, other) => one.Revision.CompareTo(other.Revision));
        var hasMore = changes.Count > limit;
        var page = changes.Take(limit).ToArray();
        var last = hasMore ? page[^1].Revision : revision;
        StoredChange[] readable = [.. page.Select(static change => change.Change).OfType<StoredChange>()];
        return new RecordChanges(isWhole, readable, new RecordPosition(epoch, last, hasMore ? endedSince : last), hasMore, DigestOf(answer[7]));
    }

    private static StoredChange ToChange(RecordWrite write, RedisResult[] answer)
    {
        var record = answer.Length > 5 ? RecordFormat.Read(write.Room, (byte[]?)answer[5]) : null;
        return new StoredChange((string)answer[1]!, (long)answer[2], (long)answer[3], write.Room, record, write.End, DigestOf(answer[4]));
    }

    private static long DigestOf(RedisResult digest) => RecordFormat.ReadTag((byte[]?)digest) ?? 0;

    // Scores are floating-point numbers, which Redis may write with an exponent.
    private static long RevisionOf(RedisValue score) => (long)double.Parse((string)score!, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string NewEpoch() => Guid.NewGuid().ToString("N");

    private RedisKey[] KeysOf(string ns)
    {
        // The same slot of a Redis Cluster for all four keys.
        var key = $"{prefix}:records:{{{ns}}}";
        return [key, key + ":changes", key + ":ended", key + ":state"];
    }
}
