using Npgsql;
using NpgsqlTypes;

namespace Sockeye.Emitters.Postgres.Messages;

/// <summary>The table for messages that do not fit into notifications. Node servers use the same table.</summary>
internal sealed class AttachmentTable
{
    private readonly TableName _name;

    /// <exception cref="ArgumentException">It is not a valid table name.</exception>
    public AttachmentTable(string name)
    {
        _name = new TableName(name);
        InsertAndNotify = $"WITH attachment AS (INSERT INTO {name} (payload) VALUES ($3) RETURNING id) SELECT pg_notify($1, $2 || id::text || $4) FROM attachment";
        Set = new TableSet([_name], $"CREATE TABLE IF NOT EXISTS {name} (id bigserial UNIQUE, created_at timestamptz DEFAULT now(), payload bytea)");
    }

    /// <summary>
    /// Inserts an attachment and notifies of it in one statement. Its parameters are the channel, the text before the id, the payload, and
    /// the text after the id.
    /// </summary>
    public string InsertAndNotify { get; }

    /// <summary>The definition of the table.</summary>
    public TableSet Set { get; }

    /// <summary>Reads an attachment.</summary>
    /// <returns>The bytes; <see langword="null"/> if the row does not exist or is too large.</returns>
    public async Task<byte[]?> ReadAsync(NpgsqlDataSource source, long id, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"SELECT payload FROM {_name} WHERE id = $1 AND octet_length(payload) <= $2");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    /// <summary>Deletes rows that are older than an age.</summary>
    public async Task CleanUpAsync(NpgsqlDataSource source, TimeSpan age, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"DELETE FROM {_name} WHERE created_at < now() - $1");
        command.Parameters.Add(new NpgsqlParameter { Value = age, NpgsqlDbType = NpgsqlDbType.Interval });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
