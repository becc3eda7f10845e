using Npgsql;

namespace Sockeye.Emitters.Postgres.Messages;

/// <summary>Tables that belong together, and what makes them.</summary>
/// <param name="Names">Their names; the first stands for all of them.</param>
/// <param name="Definition">The SQL that makes those that are missing.</param>
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

    /// <summary>Makes the tables that are missing. Several servers may try at once: a lock puts them in a row.</summary>
    public async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(connection, cancellationToken))
        {
            return; // so that the right to make tables is needed once only
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
