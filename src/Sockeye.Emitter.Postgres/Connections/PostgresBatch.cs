using Npgsql;
using NpgsqlTypes;
using Sockeye.Emitters.Postgres.Messages;

namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>Several messages in one round trip, each a transaction of its own: Postgres tells equal ones of a transaction once only.</summary>
internal static class PostgresBatch
{
    private const int LongestSeconds = 10;

    /// <summary>Sends messages and tells each what became of it. Those that are told nothing went down with the connection.</summary>
    /// <exception cref="NpgsqlException">The connection broke.</exception>
    public static async Task SendAsync(NpgsqlConnection connection, AttachmentTable table, IReadOnlyList<PendingMessage> messages, CancellationToken cancellationToken)
    {
        // Of several that go together it is not known which one was refused. Notifications hardly ever are; what goes
        // through the table, which may be missing, goes alone.
        for (var start = 0; start < messages.Count;)
        {
            var end = start + 1;
            while (messages[start].Message.Attachment is null && end < messages.Count && messages[end].Message.Attachment is null)
            {
                end++;
            }

            await SendAsync(connection, table, messages, start, end, cancellationToken);
            start = end;
        }
    }

    private static async Task SendAsync(
        NpgsqlConnection connection, AttachmentTable table, IReadOnlyList<PendingMessage> messages, int start, int end, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { EnableErrorBarriers = end - start > 1, Timeout = LongestSeconds };
        for (var i = start; i < end; i++)
        {
            batch.BatchCommands.Add(CommandOf(messages[i], table));
        }

        ClusterPublishException? refusal = null;
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (IsAlive(connection))
        {
            refusal = new ClusterPublishException("Postgres did not take the message: " + exception.MessageText, exception);
        }
        catch (NpgsqlException exception) when (IsAlive(connection) && exception.InnerException is AggregateException)
        {
            refusal = new ClusterPublishException("Postgres did not take the messages: " + exception.Message, exception);
        }

        for (var i = start; i < end; i++)
        {
            if (refusal is null)
            {
                messages[i].TrySetResult();
            }
            else
            {
                messages[i].TrySetException(refusal);
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
