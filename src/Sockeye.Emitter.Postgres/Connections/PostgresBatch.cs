using System.Collections.ObjectModel;
using Npgsql;
using NpgsqlTypes;
using Sockeye.Emitters.Postgres.Messages;

namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>
/// Sends several messages in one round trip, each in its own transaction: in one transaction, Postgres delivers equal notifications only
/// once.
/// </summary>
internal static class PostgresBatch
{
    private const int LongestSeconds = 10;

    /// <summary>Sends messages, and completes each of them with its result. Those without a result were lost with the connection.</summary>
    /// <exception cref="NpgsqlException">The connection broke.</exception>
    public static async Task SendAsync(NpgsqlConnection connection, AttachmentTable table, IReadOnlyList<PendingMessage> messages, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { EnableErrorBarriers = true, Timeout = LongestSeconds };
        foreach (var message in messages)
        {
            batch.BatchCommands.Add(CommandOf(message, table));
        }

        ReadOnlyCollection<Exception> refusals = [];
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (IsAlive(connection))
        {
            refusals = [exception];
        }
        catch (NpgsqlException exception) when (IsAlive(connection) && exception.InnerException is AggregateException)
        {
            refusals = ((AggregateException)exception.InnerException).InnerExceptions;
        }

        // Errors do not name their statements but come in their order. Each successful statement has a row.
        var refused = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            if (refusals.Count == 0 || batch.BatchCommands[i].Rows > 0)
            {
                messages[i].TrySetResult();
            }
            else
            {
                var refusal = refusals[Math.Min(refused++, refusals.Count - 1)];
                messages[i].TrySetException(new ClusterPublishException("Postgres did not take the message: " + refusal.Message, refusal));
            }
        }
    }

    private static bool IsAlive(NpgsqlConnection connection) => connection.FullState == System.Data.ConnectionState.Open;

    private static NpgsqlBatchCommand CommandOf(PendingMessage message, AttachmentTable table)
    {
        var command = new NpgsqlBatchCommand(message.Message.Attachment is null ? "SELECT pg_notify($1, $2)" : table.InsertAndNotify);
        AddText(command, message.Channel);
        AddText(command, message.Message.Text);
        if (message.Message.Attachment is { } attachment)
        {
            command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = attachment, NpgsqlDbType = NpgsqlDbType.Bytea });
            AddText(command, EncodedMessage.AfterId);
        }

        return command;
    }

    private static void AddText(NpgsqlBatchCommand command, string value) =>
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });
}
