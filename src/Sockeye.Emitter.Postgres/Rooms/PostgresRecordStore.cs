using System.Data;
using System.Text;
using Npgsql;

namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>
/// The records of rooms in Postgres. A server that changes one first locks the row of its namespace. So changes get their revisions in the
/// order in which they are committed, and if several servers create the same room, only one finds it missing.
/// </summary>
/// <remarks>
/// A revision is the time in microseconds, or a higher number. So a standby that is promoted without the last changes does not use their
/// revisions again. Ended records stay as rows without a value.
/// </remarks>
internal sealed class PostgresRecordStore(RoomDatabase database) : RecordStore
{
    // A server that was not reachable for more than this many endings reads everything when it is back.
    private const int MaxEnded = 10_000;

    private readonly RecordStatements _sql = new(database.Tables, MaxEnded);

    public override ValueTask<RecordWriteResult> WriteAsync(string ns, RecordWrite write, RecordLimits limits) => database.RunAsync(
        write.Value.Length, (connection, cancellationToken) => WriteAsync(connection, database.KeyOf(ns), RoomKey.Of(write.Room), write, limits, cancellationToken));

    public override ValueTask<RecordChanges> ReadAsync(string ns, RecordPosition position, int limit) => database.RunAsync(
        0, (connection, cancellationToken) => ReadAsync(connection, database.KeyOf(ns), position, limit, cancellationToken));

    public override ValueTask<StoredRecord?> FindAsync(string ns, string room) => database.RunAsync(0, async (connection, cancellationToken) =>
    {
        await using var batch = _sql.Find(connection, database.KeyOf(ns), RoomKey.Of(room));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.IsDBNull(1) ? null : RecordStatements.ReadRecord(reader, 1, room, out _);
    });

    private async Task<RecordWriteResult> WriteAsync(NpgsqlConnection connection, byte[] ns, byte[] key, RecordWrite write, RecordLimits limits, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var locked = await LockAsync(connection, ns, key, write.Room, cancellationToken);
        if (locked is null)
        {
            await CreateAsync(connection, ns, cancellationToken);
            locked = await LockAsync(connection, ns, key, write.Room, cancellationToken) ?? throw new InvalidOperationException("The row of the namespace does not exist any more.");
        }

        var room = Encoding.UTF8.GetBytes(write.Room);
        var result = RecordChange.Decide(locked, write, room.Length, limits, out var next);
        if (next is null)
        {
            return result;
        }

        await using (var batch = _sql.Apply(connection, ns, key, room, write, next))
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private async Task<LockedRecords?> LockAsync(NpgsqlConnection connection, byte[] ns, byte[] key, string room, CancellationToken cancellationToken)
    {
        await using var batch = _sql.Lock(connection, ns, key);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var state = new LockedRecords(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetInt64(5), 0, null, false);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var now = reader.GetInt64(0);
        if (reader.IsDBNull(1))
        {
            return state with { Now = now };
        }

        var record = RecordStatements.ReadRecord(reader, 1, room, out var hasEnded);
        return state with { Now = now, Current = hasEnded ? null : record, HasEnded = hasEnded };
    }

    private async Task CreateAsync(NpgsqlConnection connection, byte[] ns, CancellationToken cancellationToken)
    {
        await using var batch = _sql.Create(connection, ns, Guid.NewGuid().ToString("N"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<RecordChanges> ReadAsync(NpgsqlConnection connection, byte[] ns, RecordPosition position, int limit, CancellationToken cancellationToken)
    {
        var page = await ReadPageAsync(connection, ns, position, limit, cancellationToken);
        if (page is null)
        {
            await CreateAsync(connection, ns, cancellationToken);
            page = await ReadPageAsync(connection, ns, position, limit, cancellationToken);
        }

        return page ?? throw new InvalidOperationException("The row of the namespace does not exist any more.");
    }

    private async Task<RecordChanges?> ReadPageAsync(NpgsqlConnection connection, byte[] ns, RecordPosition position, int limit, CancellationToken cancellationToken)
    {
        await using var batch = _sql.Read(connection, ns, position, limit + 1);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var (epoch, revision, digest, isWhole, endedSince) = (reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetBoolean(3), reader.GetInt64(4));
        var changes = new List<StoredChange>();
        var (hasMore, last, count) = (false, revision, 0);
        do
        {
            if (reader.IsDBNull(5))
            {
                break; // nothing has changed
            }

            if (++count > limit)
            {
                hasMore = true;
                break;
            }

            last = reader.GetInt64(5);
            var room = Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(6));
            var why = (RoomRecordEnd)reader.GetInt16(7);
            var record = RecordStatements.ReadRecord(reader, 8, room, out var hasEnded);
            if (hasEnded || record is not null)
            {
                changes.Add(new StoredChange(epoch, 0, last, room, hasEnded ? null : record, hasEnded ? why : default, 0));
            }
        }
        while (await reader.ReadAsync(cancellationToken));

        var next = hasMore ? new RecordPosition(epoch, last, endedSince) : new RecordPosition(epoch, revision, revision);
        return new RecordChanges(isWhole, changes, next, hasMore, digest);
    }
}
