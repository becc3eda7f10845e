using System.Globalization;
using Npgsql;
using Sockeye.RoomStores;

namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>
/// The messages of rooms in Postgres. A server that adds messages first changes the row of their room, which locks it until the commit. So
/// offsets are assigned in the order in which messages become visible. The reading server leaves out messages that are too old by its own
/// clock. Rooms that have had no message for that time are cleaned up.
/// </summary>
/// <remarks>
/// An offset is the time in microseconds, or a higher number if the last one is later. It never repeats, even after the room was deleted.
/// </remarks>
internal sealed class PostgresHistoryStore(RoomDatabase database, TimeProvider time) : HistoryStore
{
    private const int OffsetLength = 19;

    private readonly string _next =
        $"""
        INSERT INTO {database.Tables.Rooms} AS r (key, last, expires) VALUES ($1, {RoomTables.Now} + $2 - 1, {RoomTables.Now} / 1000 + $3)
        ON CONFLICT (key) DO UPDATE SET last = greatest(r.last + $2, excluded.last), expires = excluded.expires RETURNING last
        """;

    private readonly string _append =
        $"INSERT INTO {database.Tables.Messages} (key, id, event, sizes, attachments) SELECT key, last - $2, $3, $4, $5 FROM {database.Tables.Rooms} WHERE key = $1";

    private readonly string _trim =
        $"""
        DELETE FROM {database.Tables.Messages} WHERE key = $1
          AND (id < $2 OR id <= (SELECT id FROM {database.Tables.Messages} WHERE key = $1 ORDER BY id DESC OFFSET $3 LIMIT 1))
        """;

    private readonly string _lock = $"SELECT 1 FROM {database.Tables.Rooms} WHERE key = $1 FOR UPDATE";

    private readonly string _delete = $"DELETE FROM {database.Tables.Messages} WHERE key = $1 AND id <= $2";

    private readonly string _newer = $"SELECT id, event, sizes, attachments FROM {database.Tables.Messages} WHERE key = $1 AND id >= $2 ORDER BY id LIMIT $3";

    private readonly string _older = $"SELECT id, event, sizes, attachments FROM {database.Tables.Messages} WHERE key = $1 AND id >= $2 AND id < $3 ORDER BY id DESC LIMIT $4";

    private readonly string _first = $"SELECT min(id) FROM {database.Tables.Messages} WHERE key = $1 AND id >= $2";

    public override bool IsOffset(string text) => text is { Length: <= OffsetLength } && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    public override ValueTask<IReadOnlyList<string>> AppendAsync(string ns, string room, IReadOnlyList<ClusterPayload> events, RoomHistoryOptions options)
    {
        var joined = new (string Sizes, ReadOnlyMemory<byte> Binary)[events.Count];
        var size = 0L;
        for (var i = 0; i < joined.Length; i++)
        {
            joined[i] = JoinedAttachments.Join(events[i].Attachments);
            size += events[i].Json.Length + joined[i].Binary.Length;
        }

        return database.RunAsync(size, async (connection, cancellationToken) =>
        {
            // The statements of a batch are one transaction, and each sees what was committed before it. The first one locks the row of the
            // room, so the later ones see all its messages.
            var key = database.KeyOf(ns, room);
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(_next).With(key).With(events.Count).With(Milliseconds(options.MaxAge));
            for (var i = 0; i < joined.Length; i++)
            {
                batch.Add(_append).With(key).With(events.Count - 1 - i).With(events[i].Json).With(joined[i].Sizes).With(joined[i].Binary);
            }

            batch.Add(_trim).With(key).With(Oldest(options)).With(options.MaxMessages);
            var last = (long)(await batch.ExecuteScalarAsync(cancellationToken))!;
            return (IReadOnlyList<string>)[.. events.Select((_, i) => ToOffset(last - (events.Count - 1 - i)))];
        });
    }

    public override ValueTask<HistoryPage> ReadAsync(string ns, string room, HistoryQuery query, RoomHistoryOptions options) => database.RunAsync(
        0,
        (connection, cancellationToken) => query.Since is { } since
            ? ReadSinceAsync(connection, database.KeyOf(ns, room), FromOffset(since), Oldest(options), query.Limit, cancellationToken)
            : ReadBeforeAsync(connection, database.KeyOf(ns, room), query.Before is { } before ? FromOffset(before) : long.MaxValue, Oldest(options), query.Limit, cancellationToken));

    public override async ValueTask DeleteAsync(string ns, string room, string? upToOffset) => await database.RunAsync(0, async (connection, cancellationToken) =>
    {
        // A delete locks the room first too, so that no deadlock is possible.
        var key = database.KeyOf(ns, room);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(_lock).With(key);
        batch.Add(_delete).With(key).With(upToOffset is null ? long.MaxValue : FromOffset(upToOffset));
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    });

    private static string ToOffset(long id) => id.ToString("D19", CultureInfo.InvariantCulture);

    private static long FromOffset(string offset) => long.Parse(offset, NumberStyles.None, CultureInfo.InvariantCulture);

    private static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    private static async Task<List<HistoryEntry>> ReadEntriesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var entries = new List<HistoryEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            // An entry that other programs have written is not a message, so it has no event.
            var id = reader.GetInt64(0);
            var attachments = JoinedAttachments.Split(reader.GetString(2), reader.GetFieldValue<byte[]>(3));
            var payload = attachments is null ? default : new ClusterPayload(reader.GetFieldValue<byte[]>(1), attachments);
            entries.Add(new HistoryEntry(ToOffset(id), RecordChange.TimeOf(id / 1000), payload));
        }

        return entries;
    }

    private long Oldest(RoomHistoryOptions options) => Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - Milliseconds(options.MaxAge)) * 1000;

    private async Task<HistoryPage> ReadBeforeAsync(NpgsqlConnection connection, byte[] key, long before, long oldest, int limit, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(_older).With(key).With(oldest).With(before).With(limit + 1L);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var entries = await ReadEntriesAsync(reader, cancellationToken);
        var hasMore = entries.Count > limit;
        return new HistoryPage([.. entries.Take(limit).Reverse()], hasMore, false);
    }

    private async Task<HistoryPage> ReadSinceAsync(NpgsqlConnection connection, byte[] key, long since, long oldest, int limit, CancellationToken cancellationToken)
    {
        // The message of the offset itself is read too: if it still exists, no message after it is missing. The first message is read after
        // the others, so that messages which are removed in between are missing in neither.
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(_newer).With(key).With(Math.Max(since, oldest)).With(limit + 2L);
        batch.Add(_first).With(key).With(oldest);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var entries = await ReadEntriesAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        long? first = reader.IsDBNull(0) ? null : reader.GetInt64(0);
        var isThere = entries.Count > 0 && entries[0].Offset == ToOffset(since);
        var isTruncated = !isThere && (since < oldest || first is null || since < first);
        var newer = isThere ? entries.Skip(1) : entries;
        var count = entries.Count - (isThere ? 1 : 0);
        return new HistoryPage([.. newer.Take(limit)], count > limit, isTruncated);
    }
}
