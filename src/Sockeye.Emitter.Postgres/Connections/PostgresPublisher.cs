using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>
/// Sends messages on one connection, in order. Waiting messages are sent together. While Postgres is not reachable they fail at once,
/// because live events are not worth keeping until it is back.
/// </summary>
internal sealed partial class PostgresPublisher : IAsyncDisposable
{
    private const int LongestBatch = 128;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly PostgresSource _source;
    private readonly PublisherSettings _settings;
    private readonly Func<NpgsqlConnection, CancellationToken, Task> _prepare;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<PendingMessage> _queue = Channel.CreateUnbounded<PendingMessage>(new() { SingleReader = true }); // bounded by Enter
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private volatile NpgsqlConnection? _connection;
    private volatile bool _isAway;
    private volatile bool _isSuspect;
    private long _pendingBytes;
    private int _pending;

    /// <param name="source">The database.</param>
    /// <param name="settings">The limits.</param>
    /// <param name="prepare">Called with each new connection before a message is sent on it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets messages about lost connections.</param>
    public PostgresPublisher(
        PostgresSource source, PublisherSettings settings, Func<NpgsqlConnection, CancellationToken, Task> prepare, TimeProvider time, ILogger logger)
    {
        _source = source;
        _settings = settings;
        _prepare = prepare;
        _time = time;
        _logger = logger;
        _running = Task.Run(RunAsync);
    }

    public bool IsConnected => _connection is not null && !_isAway;

    /// <summary>Sends a message, or fails.</summary>
    /// <exception cref="ClusterPublishException">Postgres has not taken it.</exception>
    public ValueTask PublishAsync(ClusterMessage message) => PublishAsync(
        Messages.ChannelName.Of(_settings.ChannelPrefix, message.Namespace), Messages.PostgresEncoder.Encode(message, _settings.PayloadThreshold));

    /// <inheritdoc cref="PublishAsync(ClusterMessage)"/>
    /// <param name="channel">The name of the channel.</param>
    /// <param name="encoded">The message.</param>
    public async ValueTask PublishAsync(string channel, Messages.EncodedMessage encoded)
    {
        var pending = new PendingMessage(channel, encoded);
        Enter(encoded.Size);
        try
        {
            if (!_queue.Writer.TryWrite(pending))
            {
                throw new ClusterPublishException("The connection to Postgres is closed.");
            }

            await pending.Task;
        }
        finally
        {
            Leave(encoded.Size);
        }
    }

    /// <summary>Called when another connection to the same Postgres has broken. This connection is checked before its next use.</summary>
    public void Suspect() => _isSuspect = true;

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        try
        {
            await _running.WaitAsync(LongestWait, _time);
        }
        catch (TimeoutException)
        {
            // Closing continues without what is left.
        }

        await _closing.CancelAsync();
        await _running;
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_queue.Reader.Completion.IsCompleted && !_closing.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _source.OpenAsync(_closing.Token);
                await _prepare(connection, _closing.Token);
                _isSuspect = false;
                if (_isAway)
                {
                    Log.Restored(_logger);
                    _isAway = false;
                }

                _connection = connection;
                await SendAllAsync(connection);
            }
            catch (Exception exception)
            {
                await BeAwayAsync(exception);
            }
            finally
            {
                _connection = null;
            }
        }

        FailWaiting(new ClusterPublishException("The connection to Postgres is closed."));
    }

    private async Task SendAllAsync(NpgsqlConnection connection)
    {
        var messages = new List<PendingMessage>();
        while (await _queue.Reader.WaitToReadAsync(_closing.Token))
        {
            if (_isSuspect || connection.FullState != System.Data.ConnectionState.Open)
            {
                NpgsqlConnection.ClearPool(connection); // otherwise the pool would return it again
                return; // nothing is lost: the messages wait for the next connection
            }

            var size = 0L;
            while (messages.Count < LongestBatch && size < _settings.MaxPendingBytes && _queue.Reader.TryRead(out var message))
            {
                messages.Add(message);
                size += message.Message.Size;
            }

            try
            {
                await PostgresBatch.SendAsync(connection, _settings.Table, messages, _closing.Token);
            }
            finally
            {
                // Messages without a result were lost with the connection.
                foreach (var message in messages)
                {
                    message.TrySetException(new ClusterPublishException("The connection to Postgres broke while the message was sent."));
                }

                messages.Clear();
            }
        }
    }

    private async Task BeAwayAsync(Exception exception)
    {
        if (_closing.IsCancellationRequested)
        {
            return;
        }

        if (!_isAway)
        {
            Log.Away(_logger, exception);
            _isAway = true;
        }

        FailWaiting(new ClusterPublishException("Postgres cannot be reached: " + exception.Message, exception));
        try
        {
            await Task.Delay(RetryInterval * (0.5 + Random.Shared.NextDouble()), _time, _closing.Token);
        }
        catch (OperationCanceledException)
        {
            // It is closed.
        }
    }

    private void FailWaiting(Exception exception)
    {
        while (_queue.Reader.TryRead(out var message))
        {
            message.TrySetException(exception);
        }
    }

    private void Enter(int size)
    {
        if (_isAway)
        {
            throw new ClusterPublishException("Postgres cannot be reached.");
        }

        var pending = Interlocked.Increment(ref _pending);
        var bytes = Interlocked.Add(ref _pendingBytes, size);
        if (pending > _settings.MaxPending || bytes > _settings.MaxPendingBytes)
        {
            Leave(size);
            throw new ClusterPublishException("Too many messages are on their way to Postgres already.");
        }
    }

    private void Leave(int size)
    {
        Interlocked.Decrement(ref _pending);
        Interlocked.Add(ref _pendingBytes, -size);
    }

    private static partial class Log
    {
        [LoggerMessage(151, LogLevel.Warning, "Postgres cannot be reached. Until it is back, broadcasts reach only the sockets of this server.")]
        public static partial void Away(ILogger logger, Exception exception);

        [LoggerMessage(161, LogLevel.Information, "Postgres is back.")]
        public static partial void Restored(ILogger logger);
    }
}
