using Microsoft.Extensions.Logging;
using Npgsql;
using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Messages;

namespace Sockeye.Postgres.Connections;

/// <summary>What all namespaces of a server share: one connection that sends, one that listens, and the table of attachments.</summary>
internal sealed partial class PostgresConnection : IAsyncDisposable
{
    private static readonly TimeSpan LongestPing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);

    private readonly PostgresSource _source;
    private readonly ConnectionSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AttachmentTable _table;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _cleaningUp;
    private readonly Lock _gate = new();
    private Task _ping = Task.CompletedTask;
    private bool _isTableChecked;

    public PostgresConnection(PostgresSource source, ConnectionSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        _source = source;
        _settings = settings;
        _time = time;
        _logger = loggers.CreateLogger("Sockeye.Postgres");
        _table = settings.Publishing.Table;
        Publisher = new PostgresPublisher(source, settings.Publishing, CheckTableAsync, time, _logger);
        Listener = new PostgresListener(source, Publisher.Suspect, time, _logger);
        Listener.Start();
        Attachments = new AttachmentReader(source, settings.Publishing, _logger);
        _cleaningUp = Task.Run(CleanUpAsync);
    }

    public PostgresPublisher Publisher { get; }

    public PostgresListener Listener { get; }

    public AttachmentReader Attachments { get; }

    public PostgresSource Source => _source;

    public ConnectionSettings Settings => _settings;

    /// <summary>Cleans up other data besides the attachments, equally often. After a failure it runs again.</summary>
    public Func<CancellationToken, Task>? CleaningUp { private get; set; }

    /// <summary>Finds a problem with other data that is kept here; <see langword="null"/> if there is none.</summary>
    public Func<Task<string?>>? FindingFault { private get; set; }

    private string TableName => _table.Set.Names[0].ToString();

    /// <summary>Describes, for people, why something that needs Postgres does not work.</summary>
    /// <returns>The description; <see langword="null"/> if everything works.</returns>
    public async Task<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        if (!await IsWellAsync(cancellationToken))
        {
            return "Postgres cannot be reached or does not answer. Broadcasts reach only the sockets of this server.";
        }

        try
        {
            return FindingFault is { } find ? await find().WaitAsync(LongestLook, _time, cancellationToken) : null;
        }
        catch (TimeoutException)
        {
            return "Postgres does not answer. Broadcasts reach only the sockets of this server.";
        }
    }

    /// <summary>Whether Postgres accepts and delivers messages without delay.</summary>
    private async Task<bool> IsWellAsync(CancellationToken cancellationToken)
    {
        if (!Publisher.IsConnected || !Listener.IsListening)
        {
            return false;
        }

        // If a ping has no answer yet, no other one is sent.
        Task ping;
        lock (_gate)
        {
            if (_ping.IsCompleted)
            {
                _ping = PingAsync();
            }

            ping = _ping;
        }

        try
        {
            await ping.WaitAsync(LongestPing, _time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or InvalidOperationException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Publisher.DisposeAsync();
        await _closing.CancelAsync();
        Attachments.Dispose();
        await Listener.DisposeAsync();
        await _cleaningUp;
        await _source.DisposeAsync();
    }

    private async Task PingAsync()
    {
        await using var command = _source.DataSource.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(_closing.Token);
    }

    private async Task CheckTableAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_isTableChecked)
        {
            return;
        }

        try
        {
            if (_settings.CreateTables)
            {
                await _table.Set.CreateAsync(connection, cancellationToken);
            }
            else if (!await _table.Set.ExistsAsync(connection, cancellationToken))
            {
                Log.NoTable(_logger, TableName, _table.Set.Definition);
            }

            _isTableChecked = true;
        }
        catch (PostgresException exception)
        {
            // Small messages without binary values do not need the table.
            Log.TableNotMade(_logger, exception, TableName);
        }
    }

    private async Task CleanUpAsync()
    {
        using var timer = new PeriodicTimer(_settings.CleanupInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
            {
                try
                {
                    await _table.CleanUpAsync(_source.DataSource, _settings.CleanupInterval, _closing.Token);
                    await (CleaningUp?.Invoke(_closing.Token) ?? Task.CompletedTask);
                }
                catch (Exception exception) when (exception is NpgsqlException or TimeoutException or InvalidOperationException)
                {
                    Log.NotCleanedUp(_logger, exception, TableName);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It is closed.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5, LogLevel.Warning, "The table {Table} does not exist. Messages that are large or have binary values cannot be sent. Set CreateTable, or run: {Definition}")]
        public static partial void NoTable(ILogger logger, string table, string definition);

        [LoggerMessage(6, LogLevel.Error, "The table {Table} could not be created. Messages that are large or have binary values cannot be sent.")]
        public static partial void TableNotMade(ILogger logger, Exception exception, string table);

        [LoggerMessage(7, LogLevel.Debug, "The table {Table} could not be cleaned up.")]
        public static partial void NotCleanedUp(ILogger logger, Exception exception, string table);
    }
}
