using Npgsql;
using Sockeye.Emitters.Postgres.Rooms;

namespace Sockeye.Postgres.Rooms;

/// <summary>Claims in Postgres, with one row for each. Claims that are over count as absent until they are cleaned up.</summary>
internal sealed class PostgresClaimStore(RoomDatabase database) : ClaimStore
{
    private const string Now = "(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)";

    private readonly string _claim =
        $"""
        INSERT INTO {database.Tables.Claims} AS c (key, claimant, until, attempt, is_done, expires) VALUES ($1, $2, {Now} + $3, 1, false, {Now} + $4)
        ON CONFLICT (key) DO UPDATE SET claimant = excluded.claimant, until = excluded.until, is_done = false, expires = excluded.expires,
          attempt = CASE WHEN c.expires <= {Now} THEN 1 WHEN c.claimant = $2 THEN c.attempt ELSE c.attempt + 1 END
        WHERE c.expires <= {Now} OR (NOT c.is_done AND (c.claimant = $2 OR c.until <= {Now}))
        RETURNING attempt
        """;

    private readonly string _find = $"SELECT is_done, until - {Now} FROM {database.Tables.Claims} WHERE key = $1";

    private readonly string _release = $"UPDATE {database.Tables.Claims} SET claimant = '', until = 0, attempt = attempt - $3 WHERE key = $1 AND claimant = $2 AND NOT is_done";

    private readonly string _complete =
        $"""
        INSERT INTO {database.Tables.Claims} (key, claimant, until, attempt, is_done, expires) VALUES ($1, '', 0, 0, true, {Now} + $2)
        ON CONFLICT (key) DO UPDATE SET claimant = '', until = 0, is_done = true, expires = excluded.expires
        """;

    public override ValueTask<ClaimResult> TryClaimAsync(string ns, string key, string claimant, TimeSpan lease, TimeSpan keep) => database.RunAsync(0, async (connection, cancellationToken) =>
    {
        // The first statement locks the row even if it does not change it, so the second one sees what prevented the change.
        var row = database.KeyOf(ns, key);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(_claim).With(row).With(claimant).With(Milliseconds(lease)).With(Milliseconds(keep));
        batch.Add(_find).With(row);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
        {
            return new ClaimResult(ClaimStatus.Claimed, reader.GetInt32(0), default);
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(0)
            ? new ClaimResult(ClaimStatus.Done, 0, default)
            : new ClaimResult(ClaimStatus.Busy, 0, TimeSpan.FromMilliseconds(Math.Max(0, reader.GetInt64(1))));
    });

    public override async ValueTask ReleaseAsync(string ns, string key, string claimant, bool counts) =>
        await ExecuteAsync(_release, command => command.With(database.KeyOf(ns, key)).With(claimant).With(counts ? 0 : 1));

    public override async ValueTask CompleteAsync(string ns, string key, TimeSpan keep) => await ExecuteAsync(_complete, command => command.With(database.KeyOf(ns, key)).With(Milliseconds(keep)));

    private static long Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    private ValueTask<int> ExecuteAsync(string sql, Action<NpgsqlBatchCommand> with) => database.RunAsync(0, async (connection, cancellationToken) =>
    {
        await using var batch = new NpgsqlBatch(connection);
        with(batch.Add(sql));
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    });
}
