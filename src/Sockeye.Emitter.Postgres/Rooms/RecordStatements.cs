using Npgsql;
using Sockeye.RoomStores;

namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>The statements of <see cref="PostgresRecordStore"/>.</summary>
internal sealed class RecordStatements(RoomTables tables, int maxEnded)
{
    private const string Columns = "r.has_ended, r.version, r.origin, r.tag, r.created, r.updated, r.ends_with_last_member, r.expires, r.value";

    // A server that stops in the middle of a change must not hold up changes of the others.
    private const string Limit = "SET LOCAL idle_in_transaction_session_timeout = 2000";

    private readonly string _lock = $"SELECT epoch, revision, digest, records, ended, bytes FROM {tables.Namespaces} WHERE namespace = $1 FOR UPDATE";

    private readonly string _find =
        $"SELECT {RoomTables.Now}, {Columns} FROM (SELECT 1) AS one LEFT JOIN {tables.Records} r ON r.namespace = $1 AND r.key = $2";

    private readonly string _create =
        $"INSERT INTO {tables.Namespaces} VALUES ($1, $2, 0, 0, 0, 0, 0, 0) ON CONFLICT DO NOTHING";

    private readonly string _write =
        $"""
        INSERT INTO {tables.Records} (namespace, key, room, revision, has_ended, why, version, origin, tag, created, updated, ends_with_last_member, expires, value)
        VALUES ($1, $2, $3, $4, $5, $6::smallint, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (namespace, key) DO UPDATE SET
          revision = excluded.revision, has_ended = excluded.has_ended, why = excluded.why, version = excluded.version, origin = excluded.origin, tag = excluded.tag,
          created = excluded.created, updated = excluded.updated, ends_with_last_member = excluded.ends_with_last_member, expires = excluded.expires, value = excluded.value
        """;

    private readonly string _forget =
        $"""
        WITH gone AS (
          DELETE FROM {tables.Records} WHERE namespace = $1 AND has_ended AND revision = (SELECT min(revision) FROM {tables.Records} WHERE namespace = $1 AND has_ended)
          RETURNING revision)
        UPDATE {tables.Namespaces} n SET forgotten = gone.revision FROM gone WHERE n.namespace = $1
        """;

    private readonly string _count =
        $"UPDATE {tables.Namespaces} SET revision = $2, digest = $3, records = $4::int, ended = $5::int, bytes = $6 WHERE namespace = $1";

    // A single statement sees one state: the revision, the digest and the records that belong together.
    private readonly string _read =
        $"""
        SELECT s.epoch, s.revision, s.digest, s.is_whole, s.ended_since, r.revision, r.room, r.why, {Columns}
        FROM (
          SELECT epoch, revision, digest, is_whole, CASE WHEN is_whole THEN 0 ELSE $3 END AS since, CASE WHEN is_whole THEN revision ELSE $4 END AS ended_since
          FROM (SELECT *, epoch <> $2 OR $4 < forgotten OR $3 > revision AS is_whole FROM {tables.Namespaces} WHERE namespace = $1) AS n) AS s
        LEFT JOIN LATERAL (
          SELECT * FROM {tables.Records} WHERE namespace = $1 AND revision > s.since AND (NOT has_ended OR revision > s.ended_since) ORDER BY revision LIMIT $5) AS r ON true
        ORDER BY r.revision
        """;

    /// <summary>Locks the namespace, then reads the record of a room. Each statement sees what was committed before it.</summary>
    public NpgsqlBatch Lock(NpgsqlConnection connection, byte[] ns, byte[] key)
    {
        var batch = new NpgsqlBatch(connection);
        batch.Add(Limit);
        batch.Add(_lock).With(ns);
        batch.Add(_find).With(ns).With(key);
        return batch;
    }

    /// <summary>Reads the time and the record of a room.</summary>
    public NpgsqlBatch Find(NpgsqlConnection connection, byte[] ns, byte[] key)
    {
        var batch = new NpgsqlBatch(connection);
        batch.Add(_find).With(ns).With(key);
        return batch;
    }

    public NpgsqlBatch Create(NpgsqlConnection connection, byte[] ns, string epoch)
    {
        var batch = new NpgsqlBatch(connection);
        batch.Add(_create).With(ns).With(epoch);
        return batch;
    }

    public NpgsqlBatch Apply(NpgsqlConnection connection, byte[] ns, byte[] key, byte[] room, RecordWrite write, RecordChange next)
    {
        var batch = new NpgsqlBatch(connection);
        var (state, record) = (next.State, next.State.Current);
        batch.Add(_write).With(ns).With(key).With(room).With(state.Revision).With(record is null).With((long)write.End)
            .With(record?.Version ?? 0).With(record?.Origin ?? 0).With(record?.Tag ?? 0)
            .With(record?.Created.ToUnixTimeMilliseconds() ?? 0).With(record?.Updated.ToUnixTimeMilliseconds() ?? 0)
            .With(record?.EndsWithLastMember ?? false).With(record?.Expires?.ToUnixTimeMilliseconds() ?? 0).With(record?.Value ?? default);
        var isTooMany = state.Ended > maxEnded;
        if (isTooMany)
        {
            batch.Add(_forget).With(ns);
        }

        batch.Add(_count).With(ns).With(state.Revision).With(state.Digest).With(state.Records).With(state.Ended - (isTooMany ? 1 : 0)).With(state.Bytes);
        return batch;
    }

    public NpgsqlBatch Read(NpgsqlConnection connection, byte[] ns, RecordPosition position, int limit)
    {
        var batch = new NpgsqlBatch(connection);
        batch.Add(_read).With(ns).With(position.Epoch ?? string.Empty).With(position.Revision).With(position.EndedSince).With(limit);
        return batch;
    }

    /// <summary>Reads the columns of a record.</summary>
    /// <param name="reader">The row.</param>
    /// <param name="start">The index of the first column.</param>
    /// <param name="room">The name of the room.</param>
    /// <param name="hasEnded">Whether it has ended.</param>
    /// <returns>
    /// The record; <see langword="null"/> if it has ended, or if the columns are not a record, because other programs may write to the
    /// table.
    /// </returns>
    public static StoredRecord? ReadRecord(NpgsqlDataReader reader, int start, string room, out bool hasEnded)
    {
        hasEnded = reader.GetBoolean(start);
        if (hasEnded)
        {
            return null;
        }

        var value = reader.GetFieldValue<byte[]>(start + 8);
        var expires = reader.GetInt64(start + 7);
        return StoredJson.IsJson(value)
            ? new StoredRecord(
                room,
                value,
                reader.GetInt64(start + 1),
                reader.GetInt64(start + 2),
                RecordChange.TimeOf(reader.GetInt64(start + 4)),
                RecordChange.TimeOf(reader.GetInt64(start + 5)),
                reader.GetBoolean(start + 6),
                expires == 0 ? null : RecordChange.TimeOf(expires),
                reader.GetInt64(start + 3))
            : null;
    }
}
