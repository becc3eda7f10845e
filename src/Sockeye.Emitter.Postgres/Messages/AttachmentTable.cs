using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Sockeye.Emitters.Postgres.Messages;

/// <summary>The table of what does not fit into notifications, the same as that of Node's servers.</summary>
internal sealed partial class AttachmentTable
{
    private readonly string _name;

    public AttachmentTable(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!Name().IsMatch(name))
        {
            throw new ArgumentException($"\"{name}\" is not the name of a table, with or without its schema.", nameof(name));
        }

        _name = name;
        InsertAndNotify = $"WITH attachment AS (INSERT INTO {name} (payload) VALUES ($3) RETURNING id) SELECT pg_notify($1, $2 || id::text || $4) FROM attachment";
    }

    /// <summary>Inserts an attachment and notifies of it at once: channel, text before the id, payload, text behind the id.</summary>
    public string InsertAndNotify { get; }

    /// <summary>What makes the table.</summary>
    public string Definition =>
        $"CREATE TABLE IF NOT EXISTS {_name} (id bigserial UNIQUE, created_at timestamptz DEFAULT now(), payload bytea)";

    public async Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass($1) IS NOT NULL", connection) { Parameters = { new() { Value = _name } } };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Makes the table where it is missing. Several servers may try at once: a lock puts them in a row.</summary>
    public async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await ExistsAsync(connection, cancellationToken))
        {
            return; // so that the right to make tables is needed once only
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var wait = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtext('sockeye'), hashtext($1))", connection, transaction) { Parameters = { new() { Value = _name } } })
        {
            await wait.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var create = new NpgsqlCommand(Definition, connection, transaction))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Reads an attachment.</summary>
    /// <returns>Its bytes, or <see langword="null"/> where there is no such row, or one that is too large.</returns>
    public async Task<byte[]?> ReadAsync(NpgsqlDataSource source, long id, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"SELECT payload FROM {_name} WHERE id = $1 AND octet_length(payload) <= $2");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    /// <summary>Deletes what is older than that.</summary>
    public async Task CleanUpAsync(NpgsqlDataSource source, TimeSpan age, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"DELETE FROM {_name} WHERE created_at < now() - $1");
        command.Parameters.Add(new NpgsqlParameter { Value = age, NpgsqlDbType = NpgsqlDbType.Interval });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [GeneratedRegex("""^(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"\0]|"")+")(?:\.(?:[\p{L}_][\p{L}\p{N}_$]*|"(?:[^"\0]|"")+"))?$""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
