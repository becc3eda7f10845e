using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sockeye;
using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Emitters.Postgres.Rooms;
using Sockeye.Hosting;
using Sockeye.Postgres;
using Sockeye.Postgres.Connections;
using Sockeye.Postgres.Diagnostics;
using Sockeye.Postgres.Rooms;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Connects the servers that share a Postgres, so that broadcasts and rooms work across all of them.</summary>
/// <remarks>
/// The application starts and continues without Postgres; meanwhile broadcasts reach only the sockets of each server. A data source from a
/// connection string is created and disposed of here. A data source that you pass in stays yours. Options come from the container
/// (<c>services.Configure&lt;PostgresAdapterOptions&gt;(configuration.GetSection("Postgres"))</c>; under the name of the server if it has
/// one), and then from the delegate. A health check is added: <c>sockeye-postgres</c>, or <c>sockeye-postgres-rooms</c> by
/// <c>AddPostgresRooms</c>. It is degraded while Postgres is not reachable, and while tables of rooms are missing that the application
/// uses.
/// </remarks>
public static class SocketIOPostgresExtensions
{
    /// <summary>Uses the Postgres adapter (LISTEN and NOTIFY), which is compatible with <c>@socket.io/postgres-adapter</c> 0.5.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="connectionString">
    /// The connection string of Npgsql. It must lead to a permanent connection, not to a pooler that shares connections between
    /// transactions.
    /// </param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">The connection string or an option is not valid.</exception>
    public static ISocketIOBuilder AddPostgres(this ISocketIOBuilder builder, string connectionString, Action<PostgresAdapterOptions>? configure = null) =>
        Add(builder, Given(PostgresSource.From(connectionString)), configure);

    /// <summary>Uses the Postgres adapter (LISTEN and NOTIFY), which is compatible with <c>@socket.io/postgres-adapter</c> 0.5.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="dataSource">
    /// Your data source. Two of its connections stay in use, one to listen and one to send. Up to eight more are used while records or
    /// messages of rooms are written or read.
    /// </param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static ISocketIOBuilder AddPostgres(this ISocketIOBuilder builder, NpgsqlDataSource dataSource, Action<PostgresAdapterOptions>? configure = null) =>
        Add(builder, Given(PostgresSource.From(dataSource)), configure);

    /// <inheritdoc cref="AddPostgres(ISocketIOBuilder, NpgsqlDataSource, Action{PostgresAdapterOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="dataSource">
    /// Gets the data source from the services of the application when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;NpgsqlDataSource&gt;()</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddPostgres(this ISocketIOBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<PostgresAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return Add(builder, provider => PostgresSource.From(dataSource(provider)), configure);
    }

    /// <inheritdoc cref="AddPostgres(ISocketIOBuilder, string, Action{PostgresAdapterOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="connectionString">
    /// Returns the connection string of Npgsql when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;IConfiguration&gt;().GetConnectionString("postgres")!</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddPostgres(this ISocketIOBuilder builder, Func<IServiceProvider, string> connectionString, Action<PostgresAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return Add(builder, provider => PostgresSource.From(connectionString(provider)), configure);
    }

    /// <summary>
    /// Keeps records, members and messages of rooms in Postgres, which all servers of a cluster share. <c>AddPostgres</c> already does
    /// so on its own connections. Call this for another Postgres, other options, or another adapter.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="connectionString">
    /// The connection string of Npgsql. It must lead to a permanent connection, not to a pooler that shares connections between
    /// transactions.
    /// </param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">The connection string or an option is not valid.</exception>
    public static ISocketIOBuilder AddPostgresRooms(this ISocketIOBuilder builder, string connectionString, Action<PostgresRoomOptions>? configure = null) =>
        AddRooms(builder, Given(PostgresSource.From(connectionString)), configure);

    /// <inheritdoc cref="AddPostgresRooms(ISocketIOBuilder, string, Action{PostgresRoomOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="dataSource">
    /// Your data source. Two of its connections stay in use. Up to eight more are used while data is written or read.
    /// </param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static ISocketIOBuilder AddPostgresRooms(this ISocketIOBuilder builder, NpgsqlDataSource dataSource, Action<PostgresRoomOptions>? configure = null) =>
        AddRooms(builder, Given(PostgresSource.From(dataSource)), configure);

    /// <inheritdoc cref="AddPostgresRooms(ISocketIOBuilder, NpgsqlDataSource, Action{PostgresRoomOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="dataSource">
    /// Gets the data source from the services of the application when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;NpgsqlDataSource&gt;()</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddPostgresRooms(this ISocketIOBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<PostgresRoomOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return AddRooms(builder, provider => PostgresSource.From(dataSource(provider)), configure);
    }

    /// <inheritdoc cref="AddPostgresRooms(ISocketIOBuilder, string, Action{PostgresRoomOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="connectionString">
    /// Returns the connection string of Npgsql when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;IConfiguration&gt;().GetConnectionString("postgres")!</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddPostgresRooms(this ISocketIOBuilder builder, Func<IServiceProvider, string> connectionString, Action<PostgresRoomOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return AddRooms(builder, provider => PostgresSource.From(connectionString(provider)), configure);
    }

    private static Func<IServiceProvider, PostgresSource> Given(PostgresSource source) => _ => source;

    private static ISocketIOBuilder AddRooms(ISocketIOBuilder builder, Func<IServiceProvider, PostgresSource> find, Action<PostgresRoomOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var key = "rooms:" + builder.Name;
        ConfiguredOptions.Add<PostgresRoomOptions>(builder.Services, key, builder.Name, configure, static options => options.Validate());
        AddConnection(builder, key, find, static (provider, key) => provider.GetRequiredKeyedService<PostgresRoomOptions>(key).ToSettings());
        AddHealthCheck(builder, "sockeye-postgres-rooms", key);
        return builder.UseRoomBackend(provider => CreateRooms(provider, key, provider.GetRequiredKeyedService<PostgresRoomOptions>(key).TableName));
    }

    private static ISocketIOBuilder Add(ISocketIOBuilder builder, Func<IServiceProvider, PostgresSource> find, Action<PostgresAdapterOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var key = builder.Name ?? string.Empty;
        ConfiguredOptions.Add<PostgresAdapterOptions>(builder.Services, key, builder.Name, configure, static options => options.Validate());
        AddConnection(builder, key, find, static (provider, key) => provider.GetRequiredKeyedService<PostgresAdapterOptions>(key).ToSettings());
        AddHealthCheck(builder, "sockeye-postgres", key);
        builder.UseRoomBackend(provider => CreateRooms(provider, key, provider.GetRequiredKeyedService<PostgresAdapterOptions>(key).RoomTableName), replace: false);
        return builder.UseAdapter((provider, ns) => new PostgresAdapter(
            ns, provider.GetRequiredKeyedService<PostgresAdapterOptions>(key), provider.GetRequiredKeyedService<PostgresConnection>(key)));
    }

    private static TimeProvider TimeOf(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;

    private static void AddConnection(
        ISocketIOBuilder builder, string key, Func<IServiceProvider, PostgresSource> find, Func<IServiceProvider, string, ConnectionSettings> settings) =>
        builder.Services.Replace(ServiceDescriptor.KeyedSingleton(key, (provider, _) => new PostgresConnection(
            find(provider), settings(provider, key), TimeOf(provider), provider.GetRequiredService<ILoggerFactory>())));

    // If it is added twice, the last one counts, with one health check.
    private static void AddHealthCheck(ISocketIOBuilder builder, string name, string key)
    {
        name = builder.Name is null ? name : $"{name}-{builder.Name}";
        builder.Services.AddHealthChecks();
        builder.Services.Configure<HealthCheckServiceOptions>(options =>
        {
            if (options.Registrations.All(registration => registration.Name != name))
            {
                options.Registrations.Add(new HealthCheckRegistration(
                    name, provider => new PostgresHealthCheck(provider.GetRequiredKeyedService<PostgresConnection>(key)), HealthStatus.Degraded, ["sockeye", "postgres"]));
            }
        });
    }

    private static PostgresRoomBackend CreateRooms(IServiceProvider provider, string key, string tableName) => new(
        provider.GetRequiredKeyedService<PostgresConnection>(key), new RoomTables(tableName), TimeOf(provider), provider.GetRequiredService<ILoggerFactory>());
}
