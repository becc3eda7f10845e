using System.Data;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Messages;

namespace Sockeye.Postgres.Connections;

/// <summary>Listens to the channels of all namespaces on one connection, which comes back by itself and listens again.</summary>
internal sealed partial class PostgresListener : IAsyncDisposable
{
    private const int MaxWaiting = 1000;
    private const int ListensAtOnce = 100;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(10);

    private readonly PostgresSource _source;
    private readonly Action _onLost;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<ChannelSubscription>> _wanted = new(StringComparer.Ordinal);
    private readonly Channel<Arrival> _arrived = Channel.CreateBounded<Arrival>(MaxWaiting);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private CancellationTokenSource? _interrupt;
    private bool _hasChanged = true;
    private volatile bool _isListening;
    private bool _isLost;

    public PostgresListener(PostgresSource source, Action onLost, TimeProvider time, ILogger logger)
    {
        _source = source;
        _onLost = onLost;
        _time = time;
        _logger = logger;
        _running = Task.WhenAll(Task.Run(RunAsync), Task.Run(HandOnAsync));
    }

    public bool IsListening => _isListening;

    public void Subscribe(ChannelSubscription subscription)
    {
        lock (_gate)
        {
            if (!_wanted.TryGetValue(subscription.Channel, out var subscriptions))
            {
                _wanted[subscription.Channel] = subscriptions = [];
            }

            subscriptions.Add(subscription);
        }

        Change();
    }

    public void Unsubscribe(ChannelSubscription subscription)
    {
        lock (_gate)
        {
            if (_wanted.TryGetValue(subscription.Channel, out var subscriptions) && subscriptions.Remove(subscription) && subscriptions.Count == 0)
            {
                _wanted.Remove(subscription.Channel);
            }
        }

        Change();
    }

    public async ValueTask DisposeAsync()
    {
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
            }
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection)
    {
        var waiting = new Queue<NpgsqlNotificationEventArgs>();
        var present = new Dictionary<string, List<ChannelSubscription>>(StringComparer.Ordinal);
        connection.Notification += (_, notification) => waiting.Enqueue(notification);
        while (true)
        {
            if (TakeChanges(out var interrupt))
            {
                await ApplyAsync(connection, present);
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
                if (present.TryGetValue(notification.Channel, out var subscriptions))
                {
                    foreach (var subscription in subscriptions)
                    {
                        await _arrived.Writer.WriteAsync(subscription.OnNotification(notification.Payload), _closing.Token);
                    }
                }
            }
        }
    }

    /// <summary>Whether there is something to change; if not, what ends the waiting when there is.</summary>
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
                // A connection that is dead says nothing: it has to be asked.
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

    private async Task ApplyAsync(NpgsqlConnection connection, Dictionary<string, List<ChannelSubscription>> present)
    {
        Dictionary<string, List<ChannelSubscription>> wanted;
        lock (_gate)
        {
            wanted = _wanted.ToDictionary(static channel => channel.Key, static channel => channel.Value.ToList(), StringComparer.Ordinal);
        }

        var commands = wanted.Keys.Where(channel => !present.ContainsKey(channel)).Select(static channel => "LISTEN " + ChannelName.Quote(channel))
            .Concat(present.Keys.Where(channel => !wanted.ContainsKey(channel)).Select(static channel => "UNLISTEN " + ChannelName.Quote(channel)));
        foreach (var some in commands.Chunk(ListensAtOnce))
        {
            await using var command = new NpgsqlCommand(string.Join(';', some), connection);
            await command.ExecuteNonQueryAsync(_closing.Token);
        }

        var added = wanted.SelectMany(channel => present.TryGetValue(channel.Key, out var before) ? channel.Value.Except(before) : channel.Value).ToList();
        present.Clear();
        foreach (var channel in wanted)
        {
            present[channel.Key] = channel.Value;
        }

        _isListening = true;
        if (_isLost)
        {
            _isLost = false;
            Log.Again(_logger);
        }

        added.ForEach(static subscription => subscription.OnListening());
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

    /// <summary>Attachments are read while other notifications arrive; what they say is done in the order of the notifications.</summary>
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
        [LoggerMessage(3, LogLevel.Warning, "Postgres is not listened to: what other servers send is missed until it is.")]
        public static partial void Lost(ILogger logger, Exception exception);

        [LoggerMessage(4, LogLevel.Information, "Postgres is listened to again.")]
        public static partial void Again(ILogger logger);
    }
}
