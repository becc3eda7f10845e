using System.Data;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sockeye.Emitters.Postgres.Messages;
using Sockeye.Subscriptions;

namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>Listens to the channels of all namespaces on one connection. It reconnects by itself and then listens again.</summary>
internal sealed partial class PostgresListener : IAsyncDisposable
{
    private const int MaxWaiting = 1000;
    private const int ListensAtOnce = 100;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(10);

    private readonly PostgresSource _source;
    private readonly Action _onLost;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly SubscriptionTable<string, ChannelSubscription> _table = new();
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal); // channels that Postgres cannot name and that still have subscribers; used by the listening loop only
    private readonly Channel<Arrival> _arrived = Channel.CreateBounded<Arrival>(MaxWaiting);
    private readonly CancellationTokenSource _closing = new();
    private Task _running = Task.CompletedTask;
    private bool _isStarted;
    private CancellationTokenSource? _interrupt;
    private bool _hasChanged = true;
    private volatile bool _isListening;
    private bool _isLost;
    private int _connections;

    public PostgresListener(PostgresSource source, Action onLost, TimeProvider time, ILogger logger)
    {
        _source = source;
        _onLost = onLost;
        _time = time;
        _logger = logger;
    }

    public bool IsListening => _isListening;

    /// <summary>Opens the connection in the background. Nothing happens if it is closed or has been started.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (!_isStarted)
            {
                _isStarted = true;
                _running = Task.WhenAll(Task.Run(RunAsync), Task.Run(HandOnAsync));
            }
        }
    }

    public void Subscribe(ChannelSubscription subscription)
    {
        _table.Add(subscription.Channel, subscription);
        Change();
    }

    public void Unsubscribe(ChannelSubscription subscription)
    {
        _table.Remove(subscription.Channel, subscription);
        Change();
    }

    /// <summary>Waits a limited time for something that needs Postgres, because clients are let in without it.</summary>
    public async ValueTask WaitBrieflyAsync(Task task)
    {
        try
        {
            await task.WaitAsync(LongestWait, _time);
        }
        catch (TimeoutException)
        {
            // The health check reports it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isStarted = true; // otherwise it could begin now
        }

        await _closing.CancelAsync();
        _arrived.Writer.TryComplete();
        await _running;
        _closing.Dispose();
    }

    private void Change()
    {
        lock (_gate)
        {
            _hasChanged = true;
            _interrupt?.Cancel();
        }
    }

    private async Task RunAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _source.OpenAsync(_closing.Token);
                await ListenAsync(connection);
            }
            catch (Exception exception) when (!_closing.IsCancellationRequested)
            {
                await WaitToRetryAsync(exception);
            }
            catch (Exception)
            {
                // It is closed.
            }
            finally
            {
                _isListening = false;
                _table.Lose();
                Tell(static subscription => subscription.OnLost());
            }
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection)
    {
        var waiting = new Queue<NpgsqlNotificationEventArgs>();
        _connections++;
        connection.Notification += (_, notification) => waiting.Enqueue(notification);
        while (true)
        {
            if (TakeChanges(out var interrupt))
            {
                await ApplyAsync(connection);
            }
            else
            {
                using (interrupt)
                {
                    await WaitAsync(connection, interrupt.Token);
                }
            }

            while (waiting.TryDequeue(out var notification))
            {
                if (_table.TryFind(notification.Channel, out var channel))
                {
                    foreach (var subscription in channel.Subscribers)
                    {
                        await _arrived.Writer.WriteAsync(subscription.OnNotification(notification.Payload), _closing.Token);
                    }
                }
            }
        }
    }

    /// <summary>Whether there is something to change. If not, returns what ends the waiting when there is.</summary>
    private bool TakeChanges(out CancellationTokenSource interrupt)
    {
        lock (_gate)
        {
            interrupt = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            _interrupt = _hasChanged ? null : interrupt;
            var changed = _hasChanged;
            _hasChanged = false;
            if (changed)
            {
                interrupt.Dispose();
            }

            return changed;
        }
    }

    private async Task WaitAsync(NpgsqlConnection connection, CancellationToken interrupt)
    {
        try
        {
            if (!await connection.WaitAsync(ProbeInterval, interrupt))
            {
                // A dead connection reports nothing, so it has to be asked.
                await using var probe = new NpgsqlCommand("SELECT 1", connection) { CommandTimeout = (int)ProbeInterval.TotalSeconds };
                await probe.ExecuteScalarAsync(_closing.Token);
            }
        }
        catch (OperationCanceledException) when (!_closing.IsCancellationRequested)
        {
            // There is something to change.
        }
        finally
        {
            lock (_gate)
            {
                _interrupt = null;
            }
        }

        if (connection.FullState != ConnectionState.Open)
        {
            throw new NpgsqlException("The connection to Postgres broke.");
        }
    }

    /// <summary>Performs the operations that are due, many channels in one round trip, and calls the subscriptions concerned.</summary>
    private async Task ApplyAsync(NpgsqlConnection connection)
    {
        var due = new List<(string Channel, bool Listen)>();
        var channels = _table.Channels;
        _refused.IntersectWith(channels);
        foreach (var channel in channels)
        {
            if (!_refused.Contains(channel) && _table.TryBegin(channel, out var listen))
            {
                due.Add((channel, listen));
            }
        }

        foreach (var some in due.Chunk(ListensAtOnce))
        {
            if (await TryExecuteAsync(connection, string.Join(';', some.Select(static change => CommandOf(change.Channel, change.Listen)))) is null)
            {
                Array.ForEach(some, change => _table.End(change.Channel, change.Listen));
                continue;
            }

            // A name that Postgres cannot use must not prevent listening to the others.
            foreach (var (channel, listen) in some)
            {
                var refusal = await TryExecuteAsync(connection, CommandOf(channel, listen));
                _table.End(channel, listen && refusal is null, failed: refusal is not null);
                if (refusal is not null)
                {
                    Refuse(channel, refusal);
                }
            }
        }

        _isListening = true;
        if (_isLost)
        {
            _isLost = false;
            Log.Again(_logger);
        }

        foreach (var channel in channels)
        {
            // A subscriber may have come while listening was being ended. That is the next operation.
            if (_table.TryFind(channel, out var state) && state.IsListening)
            {
                Array.ForEach(state.Subscribers, subscription => subscription.OnListening(_connections));
            }
        }
    }

    private void Tell(Action<ChannelSubscription> tell)
    {
        foreach (var channel in _table.Channels)
        {
            if (_table.TryFind(channel, out var state))
            {
                Array.ForEach(state.Subscribers, tell);
            }
        }
    }

    private static string CommandOf(string channel, bool listen) => (listen ? "LISTEN " : "UNLISTEN ") + ChannelName.Quote(channel);

    /// <returns>
    /// Why Postgres can never do it; <see langword="null"/> if it has succeeded. A temporary refusal (a standby cannot listen) ends the
    /// connection, and the next connection tries again.
    /// </returns>
    private async Task<PostgresException?> TryExecuteAsync(NpgsqlConnection connection, string commands)
    {
        try
        {
            await using var command = new NpgsqlCommand(commands, connection);
            await command.ExecuteNonQueryAsync(_closing.Token);
            return null;
        }
        catch (PostgresException exception) when (connection.FullState == ConnectionState.Open && IsAboutAName(exception))
        {
            return exception;
        }
    }

    private static bool IsAboutAName(PostgresException exception) => exception.SqlState
        is PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.InvalidName or PostgresErrorCodes.NameTooLong;

    private void Refuse(string channel, PostgresException exception)
    {
        _refused.Add(channel);
        Log.Refused(_logger, exception, channel);
        if (_table.TryFind(channel, out var state))
        {
            Array.ForEach(state.Subscribers, static subscription => subscription.OnRefused());
        }
    }

    private async Task WaitToRetryAsync(Exception exception)
    {
        _isListening = false;
        _onLost();
        lock (_gate)
        {
            _hasChanged = true;
        }

        if (!_isLost)
        {
            _isLost = true;
            Log.Lost(_logger, exception);
        }

        try
        {
            await Task.Delay(RetryInterval * (0.5 + Random.Shared.NextDouble()), _time, _closing.Token);
        }
        catch (OperationCanceledException)
        {
            // It is closed.
        }
    }

    /// <summary>
    /// Handles notifications. Attachments are read while other notifications arrive, but everything is handled in the order of the
    /// notifications.
    /// </summary>
    private async Task HandOnAsync()
    {
        try
        {
            await foreach (var arrival in _arrived.Reader.ReadAllAsync(_closing.Token))
            {
                (arrival.Later is { } later ? await later : arrival.Now)?.Invoke();
            }
        }
        catch (OperationCanceledException)
        {
            // It is closed.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(166, LogLevel.Warning, "The connection that listens to Postgres is down. Messages of other servers are missed until it is back.")]
        public static partial void Lost(ILogger logger, Exception exception);

        [LoggerMessage(168, LogLevel.Information, "The connection that listens to Postgres is back.")]
        public static partial void Again(ILogger logger);

        [LoggerMessage(83, LogLevel.Error, "Postgres cannot listen to the channel {Channel}, so the namespace is not shared with other servers. A database in UTF-8 accepts all names.")]
        public static partial void Refused(ILogger logger, Exception exception, string channel);
    }
}
