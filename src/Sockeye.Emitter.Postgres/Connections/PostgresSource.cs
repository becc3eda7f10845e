using Npgsql;

namespace Sockeye.Emitters.Postgres.Connections;

/// <summary>The database, by a connection string or by a data source of the application.</summary>
internal sealed class PostgresSource
{
    private static readonly TimeSpan LongestOpening = TimeSpan.FromSeconds(3);

    private readonly string? _connectionString;
    private readonly Lazy<NpgsqlDataSource> _dataSource;

    private PostgresSource(string connectionString)
    {
        _connectionString = connectionString;
        _dataSource = new(Build);
    }

    private PostgresSource(NpgsqlDataSource existing) => _dataSource = new(existing);

    public NpgsqlDataSource DataSource => _dataSource.Value;

    /// <exception cref="ArgumentException">It is not a valid connection string.</exception>
    public static PostgresSource From(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.KeepAlive == 0)
        {
            settings.KeepAlive = 15; // a dead connection is found before it is needed
        }

        settings.ApplicationName ??= "Sockeye";
        return new PostgresSource(settings.ConnectionString);
    }

    public static PostgresSource From(NpgsqlDataSource existing)
    {
        ArgumentNullException.ThrowIfNull(existing);
        return new PostgresSource(existing);
    }

    /// <summary>Opens a connection, or fails soon.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestOpening);
        try
        {
            return await DataSource.OpenConnectionAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("Postgres did not answer in time.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connectionString is not null && _dataSource.IsValueCreated)
        {
            await _dataSource.Value.DisposeAsync();
        }
    }

    private NpgsqlDataSource Build() => new NpgsqlSlimDataSourceBuilder(_connectionString).EnableTransportSecurity().Build();
}
