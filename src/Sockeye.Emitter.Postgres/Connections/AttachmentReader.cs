using Microsoft.Extensions.Logging;

namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>Reads attachments of messages that have arrived. A few of them are held at the same time.</summary>
internal sealed partial class AttachmentReader(PostgresSource source, PublisherSettings settings, ILogger logger) : IDisposable
{
    private const int ReadsAtOnce = 8;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reads = new(ReadsAtOnce);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Reads an attachment. Call it in the order in which the results are to be handled.</summary>
    /// <param name="id">The id of its row.</param>
    /// <param name="handle">Handles the bytes; <see langword="null"/> if the attachment is not available.</param>
    public async Task<Action> ReadAsync(long id, Action<byte[]?> handle)
    {
        var attachment = await HoldAsync(id);
        return () =>
        {
            try
            {
                handle(attachment);
            }
            finally
            {
                _reads.Release();
            }
        };
    }

    /// <summary>Ends all reads.</summary>
    public void Dispose() => _closing.Cancel();

    private async Task<byte[]?> HoldAsync(long id)
    {
        await _reads.WaitAsync(_closing.Token);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            limit.CancelAfter(LongestRead);
            return await settings.Table.ReadAsync(source.DataSource, id, (int)Math.Min(settings.MaxPendingBytes, int.MaxValue), limit.Token);
        }
        catch (Exception exception)
        {
            Log.NotRead(logger, exception, id);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(8, LogLevel.Warning, "The attachment {Id} could not be read. Its message is lost.")]
        public static partial void NotRead(ILogger logger, Exception exception, long id);
    }
}
