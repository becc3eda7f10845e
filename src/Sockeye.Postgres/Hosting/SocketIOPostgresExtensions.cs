using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sockeye;
using Sockeye.Emitters.Postgres.Connections;
using Sockeye.Postgres;
using Sockeye.Postgres.Connections;
using Sockeye.Postgres.Diagnostics;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Spreads the rooms of a Socket.IO server over all servers that share a Postgres.</summary>
/// <remarks>
/// The application starts and goes on without Postgres: rooms end at each server meanwhile. Data sources that are made here of a connection string are
/// disposed of here; one that exists already stays the application's. A health check is added, <c>sockeye-postgres</c>.
/// </remarks>
public static class SocketIOPostgresExtensions
{
    /// <summary>Spreads rooms by LISTEN and NOTIFY, compatible with <c>@socket.io/postgres-adapter</c> 0.5.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="connectionString">Where the Postgres is, as Npgsql writes it. It has to be a connection that stays: no pooler that gives it to others between transactions.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="ArgumentException">It is no connection string, or an option makes no sense.</exception>
    public static ISocketIOBuilder AddPostgres(this ISocketIOBuilder builder, string connectionString, Action<PostgresAdapterOptions>? configure = null) =>
        Add(builder, () => PostgresSource.From(connectionString), configure);

    /// <summary>Spreads rooms by LISTEN and NOTIFY, compatible with <c>@socket.io/postgres-adapter</c> 0.5.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="dataSource">A data source of the application's. Two of its connections are kept: one to listen, one to send.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static ISocketIOBuilder AddPostgres(this ISocketIOBuilder builder, NpgsqlDataSource dataSource, Action<PostgresAdapterOptions>? configure = null) =>
        Add(builder, () => PostgresSource.From(dataSource), configure);

    private static ISocketIOBuilder Add(ISocketIOBuilder builder, Func<PostgresSource> find, Action<PostgresAdapterOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var source = find();
        var options = new PostgresAdapterOptions();
        configure?.Invoke(options);
        options.Validate();
        var key = builder.Name ?? string.Empty;
        builder.Services.Replace(ServiceDescriptor.KeyedSingleton(key, (provider, _) => new PostgresConnection(
            source, options, provider.GetService<TimeProvider>() ?? TimeProvider.System, provider.GetRequiredService<ILoggerFactory>())));
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            builder.Name is null ? "sockeye-postgres" : $"sockeye-postgres-{builder.Name}",
            provider => new PostgresHealthCheck(provider.GetRequiredKeyedService<PostgresConnection>(key)),
            HealthStatus.Degraded,
            ["sockeye", "postgres"]));
        return builder.UseAdapter((provider, ns) => new PostgresAdapter(ns, options, provider.GetRequiredKeyedService<PostgresConnection>(key)));
    }
}
