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

/// <summary>Spreads the rooms of a Socket.IO server over all servers that share a Postgres.</summary>
/// <remarks>
/// The application starts and goes on without Postgres: rooms end at each server meanwhile. Data sources that are made here of a connection string are
/// disposed of here; one that exists already stays the application's. The options are those of the container (<c>services.Configure&lt;PostgresAdapterOptions&gt;(configuration.GetSection("Postgres"))</c>; by
/// the name of the server if it has one), then changed by the delegate. A health check is added, <c>sockeye-postgres</c>, or <c>sockeye-postgres-rooms</c> by <c>AddPostgresRooms</c>: it is degraded
/// while Postgres is away, and while tables of rooms are missing that the application uses.
/// </remarks>
public static class SocketIOPostgresExtensions
{
    /// <summary>Spreads rooms by LISTEN and NOTIFY, compatible with <c>@socket.io/postgres-adapter</c> 0.5.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="connectionString">Where the Postgres is, as Npgsql writes it. It has to be a connection that stays: no pooler that gives it to others between transactions.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="ArgumentException">It is no connection string, or an option makes no sense.</exception>
    public static ISocketIOBuilder AddPostgres(this ISocketIOBuilder builder, string connectionString, Action<PostgresAdapterOptions>? configure = null) =>
        Add(builder, Given(PostgresSource.From(connectionString)), configure);

    /// <summary>Spreads rooms by LISTEN and NOTIFY, compatible with <c>@socket.io/postgres-adapter</c> 0.5.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="dataSource">A data source of the application's. Two of its connections are kept, one to listen and one to send, and up to eight more used while records or messages of rooms are written or read.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static ISocketIOBuilder AddPostgres(this ISocketIOBuilder builder, NpgsqlDataSource dataSource, Action<PostgresAdapterOptions>? configure = null) =>
        Add(builder, Given(PostgresSource.From(dataSource)), configure);

    /// <inheritdoc cref="AddPostgres(ISocketIOBuilder, NpgsqlDataSource, Action{PostgresAdapterOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="dataSource">Finds the data source among the application's services when the server is made: <c>sp => sp.GetRequiredService&lt;NpgsqlDataSource&gt;()</c>.</param>
    /// <param name="configure">Changes the options, behind what the container has for them.</param>
    public static ISocketIOBuilder AddPostgres(this ISocketIOBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<PostgresAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return Add(builder, provider => PostgresSource.From(dataSource(provider)), configure);
    }

    /// <inheritdoc cref="AddPostgres(ISocketIOBuilder, string, Action{PostgresAdapterOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="connectionString">
    /// Says where the Postgres is when the server is made, as Npgsql writes it: <c>sp => sp.GetRequiredService&lt;IConfiguration&gt;().GetConnectionString("postgres")!</c>.
    /// </param>
    /// <param name="configure">Changes the options, behind what the container has for them.</param>
    public static ISocketIOBuilder AddPostgres(this ISocketIOBuilder builder, Func<IServiceProvider, string> connectionString, Action<PostgresAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        return Add(builder, provider => PostgresSource.From(connectionString(provider)), configure);
    }

    /// <summary>
    /// Keeps records, members and messages of rooms in Postgres, where all servers of a cluster share them. <c>AddPostgres</c> does so already, on its own connections: this is for another
    /// Postgres, other options, or another adapter.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="connectionString">Where the Postgres is, as Npgsql writes it. It has to be a connection that stays: no pooler that gives it to others between transactions.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="ArgumentException">It is no connection string, or an option makes no sense.</exception>
    public static ISocketIOBuilder AddPostgresRooms(this ISocketIOBuilder builder, string connectionString, Action<PostgresRoomOptions>? configure = null) =>
        AddRooms(builder, Given(PostgresSource.From(connectionString)), configure);

    /// <inheritdoc cref="AddPostgresRooms(ISocketIOBuilder, string, Action{PostgresRoomOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="dataSource">A data source of the application's. Two of its connections are kept, and up to eight more used while something is written or read.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static ISocketIOBuilder AddPostgresRooms(this ISocketIOBuilder builder, NpgsqlDataSource dataSource, Action<PostgresRoomOptions>? configure = null) =>
        AddRooms(builder, Given(PostgresSource.From(dataSource)), configure);

    /// <inheritdoc cref="AddPostgresRooms(ISocketIOBuilder, NpgsqlDataSource, Action{PostgresRoomOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="dataSource">Finds the data source among the application's services when the server is made: <c>sp => sp.GetRequiredService&lt;NpgsqlDataSource&gt;()</c>.</param>
    /// <param name="configure">Changes the options, behind what the container has for them.</param>
    public static ISocketIOBuilder AddPostgresRooms(this ISocketIOBuilder builder, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<PostgresRoomOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return AddRooms(builder, provider => PostgresSource.From(dataSource(provider)), configure);
    }

    /// <inheritdoc cref="AddPostgresRooms(ISocketIOBuilder, string, Action{PostgresRoomOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="connectionString">
    /// Says where the Postgres is when the server is made, as Npgsql writes it: <c>sp => sp.GetRequiredService&lt;IConfiguration&gt;().GetConnectionString("postgres")!</c>.
    /// </param>
    /// <param name="configure">Changes the options, behind what the container has for them.</param>
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

    // Who is added twice is the last one, and has one check.
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
