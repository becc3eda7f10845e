using Npgsql;

namespace Sockeye.Emitters.Postgres.Messages;

/// <summary>Tables that belong together, and their definition.</summary>
/// <param name="Names">The names. The first one represents all tables.</param>
/// <param name="Definition">The SQL that creates missing tables.</param>
internal sealed record TableSet(IReadOnlyList<TableName> Names, string Definition)
{
    public async Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT " + string.Join(" AND ", Names.Select(static (_, i) => $"to_regclass(${i + 1}) IS NOT NULL")), connection);
        foreach (var name in Names)
        {
            command.Parameters.Add(new() { Value = name.ToString() });
        }

        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Creates missing tables. Several servers may try at the same time; a lock makes them wait for each other.</summary>
    public async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(connection, cancellationToken))
        {
            return; // so that the permission to create tables is needed only once
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var wait = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtext('sockeye'), hashtext($1))", connection, transaction) { Parameters = { new() { Value = Names[0].ToString() } } })
        {
            await wait.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var create = new NpgsqlCommand(Definition, connection, transaction))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
