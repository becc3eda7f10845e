using Microsoft.Extensions.Logging;

namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>Reads attachments of messages that have come, of which a few at a time may be held.</summary>
internal sealed partial class AttachmentReader(PostgresSource source, PublisherSettings settings, ILogger logger) : IDisposable
{
    private const int ReadsAtOnce = 8;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reads = new(ReadsAtOnce);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>Reads an attachment. To be called in the order in which what is given back is done.</summary>
    /// <param name="id">The id of its row.</param>
    /// <param name="handle">What is done with its bytes; <see langword="null"/> if it cannot be had.</param>
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

    /// <summary>Reads end.</summary>
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
        [LoggerMessage(8, LogLevel.Warning, "The attachment {Id} could not be read: its message is lost.")]
        public static partial void NotRead(ILogger logger, Exception exception, long id);
    }
}
