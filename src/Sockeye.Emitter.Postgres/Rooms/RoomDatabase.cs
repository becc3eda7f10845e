using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sockeye.Emitters.Postgres.Connections;

namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>
/// Runs the statements of the room stores in Postgres, on a few connections of the pool and in no particular order. The number of waiting
/// statements is limited. The tables are looked for before the first statement, and again if one of them is missing.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a wait handle the semaphore has nothing to dispose of.")]
internal sealed partial class RoomDatabase
{
    private const int ConnectionsAtOnce = 8;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly PostgresSource _source;
    private readonly PublisherSettings _settings;
    private readonly bool _createsTables;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _free = new(ConnectionsAtOnce);
    private volatile bool _areTablesChecked;
    private volatile string? _fault;
    private long _pendingBytes;
    private int _pending;

    /// <param name="source">The database.</param>
    /// <param name="settings">The limits, and the prefix of keys.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="createsTables">Whether missing tables are created.</param>
    /// <param name="logger">Gets a message if tables are missing.</param>
    public RoomDatabase(PostgresSource source, PublisherSettings settings, RoomTables tables, bool createsTables, ILogger logger)
    {
        _source = source;
        _settings = settings;
        _createsTables = createsTables;
        _logger = logger;
        Tables = tables;
    }

    public RoomTables Tables { get; }

    /// <summary>Creates the key of names. Applications with different prefixes have different keys.</summary>
    public byte[] KeyOf(string ns) => RoomKey.Of(_settings.ChannelPrefix, ns);

    /// <inheritdoc cref="KeyOf(string)"/>
    public byte[] KeyOf(string ns, string name) => RoomKey.Of(_settings.ChannelPrefix, ns, name);

    /// <summary>Looks for the tables, and creates them if that is enabled. It does not fail: the first statement tries again.</summary>
    public async Task PrepareAsync()
    {
        try
        {
            await RunAsync(0, static (_, _) => Task.FromResult(true));
        }
        catch (ClusterPublishException)
        {
            // Postgres is not reachable.
        }
    }

    /// <summary>Returns what is wrong with the tables. If something was wrong, it checks whether that is still so.</summary>
    /// <returns>The problem; <see langword="null"/> if there is none, or if the tables have not been needed yet.</returns>
    public async Task<string?> FindFaultAsync()
    {
        if (_fault is not null)
        {
            _areTablesChecked = false;
            await PrepareAsync();
        }

        return _fault;
    }

    /// <summary>Runs statements, within the limits for what may be on its way.</summary>
    /// <param name="size">The number of bytes that they send.</param>
    /// <param name="statements">The statements.</param>
    /// <exception cref="ClusterPublishException">Postgres has not run the statements, or has run them without confirming it.</exception>
    public async ValueTask<T> RunAsync<T>(long size, Func<NpgsqlConnection, CancellationToken, Task<T>> statements)
    {
        Enter(size);
        using var limit = new CancellationTokenSource(LongestWait);
        var isFree = false;
        try
        {
            await _free.WaitAsync(limit.Token);
            isFree = true;
            await using var connection = await _source.OpenAsync(limit.Token);
            try
            {
                await CheckTablesAsync(connection, limit.Token);
                return await statements(connection, limit.Token);
            }
            catch (Exception) when (connection.FullState != System.Data.ConnectionState.Open)
            {
                NpgsqlConnection.ClearPool(connection); // the other connections are as old as this one
                throw;
            }
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            _areTablesChecked = false;
            throw new ClusterPublishException($"A table of rooms is missing in Postgres: {exception.MessageText}. The log has the SQL that creates it.", exception);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            throw new ClusterPublishException("Postgres did not do it: " + exception.Message, exception);
        }
        finally
        {
            if (isFree)
            {
                _free.Release();
            }

            Leave(size);
        }
    }

    /// <summary>
    /// Removes the messages of rooms that have had none for the time that messages are kept, and claims that are over. Rows that others are
    /// changing are left for the next time.
    /// </summary>
    public async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        await using var batch = _source.DataSource.CreateBatch();
        batch.Add(
            $"""
            WITH due AS (SELECT key FROM {Tables.Rooms} WHERE expires <= {RoomTables.Now} / 1000 ORDER BY expires LIMIT 1000 FOR UPDATE SKIP LOCKED),
              gone AS (DELETE FROM {Tables.Rooms} r USING due WHERE r.key = due.key RETURNING r.key)
            DELETE FROM {Tables.Messages} m USING gone WHERE m.key = gone.key
            """);
        batch.Add(
            $"""
            WITH due AS (SELECT key FROM {Tables.Claims} WHERE expires <= {RoomTables.Now} / 1000 ORDER BY expires LIMIT 10000 FOR UPDATE SKIP LOCKED)
            DELETE FROM {Tables.Claims} c USING due WHERE c.key = due.key
            """);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task CheckTablesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_areTablesChecked)
        {
            return;
        }

        var (areMade, reason) = (true, string.Empty);
        try
        {
            if (_createsTables)
            {
                await Tables.Set.CreateAsync(connection, cancellationToken);
            }
            else
            {
                areMade = await Tables.Set.ExistsAsync(connection, cancellationToken);
            }
        }
        catch (PostgresException exception) when (!exception.IsTransient)
        {
            // The role has no permission, or this Postgres is read-only. Existing tables can still be used.
            (areMade, reason) = (false, $" and cannot be created ({exception.MessageText})");
        }

        var fault = areMade ? null : $"Tables of rooms are missing in Postgres ({Tables.Set.Names[0]} or others with it){reason}. Records and messages of rooms cannot be kept.";
        if (fault is not null && fault != _fault)
        {
            Log.NoTables(_logger, fault, Tables.Set.Definition);
        }

        _fault = fault;
        _areTablesChecked = true;
    }

    private void Enter(long size)
    {
        var pending = Interlocked.Increment(ref _pending);
        var bytes = Interlocked.Add(ref _pendingBytes, size);
        if (pending > _settings.MaxPending || bytes > _settings.MaxPendingBytes)
        {
            Leave(size);
            throw new ClusterPublishException("Too many messages are on their way to Postgres already.");
        }
    }

    private void Leave(long size)
    {
        Interlocked.Decrement(ref _pending);
        Interlocked.Add(ref _pendingBytes, -size);
    }

    private static partial class Log
    {
        [LoggerMessage(147, LogLevel.Error, "{Fault} Set CreateTable (CreateTables) and grant the role the permission to create tables, or let an administrator run: {Definition}")]
        public static partial void NoTables(ILogger logger, string fault, string definition);
    }
}
