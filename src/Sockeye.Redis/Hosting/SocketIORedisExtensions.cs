using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sockeye;
using Sockeye.Emitters.Redis.Connections;
using Sockeye.EventLoops;
using Sockeye.Hosting;
using Sockeye.Redis.Connections;
using Sockeye.Redis.Diagnostics;
using Sockeye.Redis.Hosting;
using Sockeye.Redis.PubSub;
using Sockeye.Redis.Rooms;
using Sockeye.Redis.Sharded;
using Sockeye.Redis.Streams;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Connects the servers that share a Redis, so that broadcasts and rooms work across all of them.</summary>
/// <remarks>
/// The application starts and continues without Redis; meanwhile broadcasts reach only the sockets of each server. A connection from a
/// string or from options is created and disposed of here. A connection that you pass in stays yours. Each method adds a health check,
/// <c>sockeye-redis</c>. Options come from the container
/// (<c>services.Configure&lt;RedisShardedAdapterOptions&gt;(configuration.GetSection("Redis"))</c>, or <see cref="RedisAdapterOptions"/>
/// for all adapters; under the name of the server if it has one), and then from the delegate. On Linux, a connection that is created here
/// runs on the event loops that handle the sockets of clients: the thread that reads a message of another server also handles it and sends
/// it on. TLS, a tunnel or your own <c>BeforeSocketConnect</c> leave the connection to StackExchange.Redis, and so does the
/// <see cref="AppContext"/> switch <c>Sockeye.Redis.EventLoops</c> if you set it to <see langword="false"/> before the application starts.
/// </remarks>
public static class SocketIORedisExtensions
{
    private const string EventLoopSwitch = "Sockeye.Redis.EventLoops";

    /// <summary>
    /// Uses the Redis pub/sub adapter, which is compatible with <c>createAdapter</c> of <c>@socket.io/redis-adapter</c> 8.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">The Redis configuration string of StackExchange.Redis: <c>localhost:6379,password=...</c>.</param>
    /// <param name="configure">Sets the options.</param>
    public static ISocketIOBuilder AddRedis(this ISocketIOBuilder builder, string configuration, Action<RedisPubSubAdapterOptions>? configure = null) =>
        AddPubSub(builder, Given(RedisSource.From(configuration)), configure);

    /// <inheritdoc cref="AddRedis(ISocketIOBuilder, string, Action{RedisPubSubAdapterOptions})"/>
    public static ISocketIOBuilder AddRedis(
        this ISocketIOBuilder builder, ConfigurationOptions configuration, Action<RedisPubSubAdapterOptions>? configure = null) =>
        AddPubSub(builder, Given(RedisSource.From(configuration)), configure);

    /// <summary>
    /// Uses the Redis pub/sub adapter, which is compatible with <c>createAdapter</c> of <c>@socket.io/redis-adapter</c> 8.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="connection">Your connection, which is not disposed of.</param>
    /// <param name="configure">Sets the options.</param>
    public static ISocketIOBuilder AddRedis(
        this ISocketIOBuilder builder, IConnectionMultiplexer connection, Action<RedisPubSubAdapterOptions>? configure = null) =>
        AddPubSub(builder, Given(RedisSource.From(connection)), configure);

    /// <inheritdoc cref="AddRedis(ISocketIOBuilder, IConnectionMultiplexer, Action{RedisPubSubAdapterOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="connection">
    /// Gets the connection from the services of the application when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;IConnectionMultiplexer&gt;()</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddRedis(
        this ISocketIOBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection, Action<RedisPubSubAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return AddPubSub(builder, provider => RedisSource.From(connection(provider)), configure);
    }

    /// <inheritdoc cref="AddRedis(ISocketIOBuilder, string, Action{RedisPubSubAdapterOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">
    /// Returns the Redis configuration string of StackExchange.Redis when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;IConfiguration&gt;().GetConnectionString("redis")!</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddRedis(this ISocketIOBuilder builder, Func<IServiceProvider, string> configuration, Action<RedisPubSubAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return AddPubSub(builder, provider => RedisSource.From(configuration(provider)), configure);
    }

    /// <summary>
    /// Uses the Redis sharded pub/sub adapter (Redis 7), which is compatible with <c>createShardedAdapter</c> of
    /// <c>@socket.io/redis-adapter</c> 8.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">The Redis configuration string of StackExchange.Redis: <c>localhost:6379,password=...</c>.</param>
    /// <param name="configure">Sets the options.</param>
    public static ISocketIOBuilder AddRedisSharded(this ISocketIOBuilder builder, string configuration, Action<RedisShardedAdapterOptions>? configure = null) =>
        AddSharded(builder, Given(RedisSource.From(configuration)), configure);

    /// <inheritdoc cref="AddRedisSharded(ISocketIOBuilder, string, Action{RedisShardedAdapterOptions})"/>
    public static ISocketIOBuilder AddRedisSharded(
        this ISocketIOBuilder builder, ConfigurationOptions configuration, Action<RedisShardedAdapterOptions>? configure = null) =>
        AddSharded(builder, Given(RedisSource.From(configuration)), configure);

    /// <summary>
    /// Uses the Redis sharded pub/sub adapter (Redis 7), which is compatible with <c>createShardedAdapter</c> of
    /// <c>@socket.io/redis-adapter</c> 8.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="connection">Your connection, which is not disposed of.</param>
    /// <param name="configure">Sets the options.</param>
    public static ISocketIOBuilder AddRedisSharded(
        this ISocketIOBuilder builder, IConnectionMultiplexer connection, Action<RedisShardedAdapterOptions>? configure = null) =>
        AddSharded(builder, Given(RedisSource.From(connection)), configure);

    /// <inheritdoc cref="AddRedisSharded(ISocketIOBuilder, IConnectionMultiplexer, Action{RedisShardedAdapterOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="connection">
    /// Gets the connection from the services of the application when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;IConnectionMultiplexer&gt;()</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddRedisSharded(
        this ISocketIOBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection, Action<RedisShardedAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return AddSharded(builder, provider => RedisSource.From(connection(provider)), configure);
    }

    /// <inheritdoc cref="AddRedisSharded(ISocketIOBuilder, string, Action{RedisShardedAdapterOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">
    /// Returns the Redis configuration string of StackExchange.Redis when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;IConfiguration&gt;().GetConnectionString("redis")!</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddRedisSharded(this ISocketIOBuilder builder, Func<IServiceProvider, string> configuration, Action<RedisShardedAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return AddSharded(builder, provider => RedisSource.From(configuration(provider)), configure);
    }

    /// <summary>
    /// Uses the Redis streams adapter, which is compatible with <c>@socket.io/redis-streams-adapter</c> 0.3. If connection state recovery
    /// is on, connections are recovered across servers.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">The Redis configuration string of StackExchange.Redis: <c>localhost:6379,password=...</c>.</param>
    /// <param name="configure">Sets the options.</param>
    public static ISocketIOBuilder AddRedisStreams(this ISocketIOBuilder builder, string configuration, Action<RedisStreamsAdapterOptions>? configure = null) =>
        AddStreams(builder, Given(RedisSource.From(configuration)), configure);

    /// <inheritdoc cref="AddRedisStreams(ISocketIOBuilder, string, Action{RedisStreamsAdapterOptions})"/>
    public static ISocketIOBuilder AddRedisStreams(
        this ISocketIOBuilder builder, ConfigurationOptions configuration, Action<RedisStreamsAdapterOptions>? configure = null) =>
        AddStreams(builder, Given(RedisSource.From(configuration)), configure);

    /// <summary>
    /// Uses the Redis streams adapter, which is compatible with <c>@socket.io/redis-streams-adapter</c> 0.3. If connection state recovery
    /// is on, connections are recovered across servers.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="connection">Your connection, which is not disposed of.</param>
    /// <param name="configure">Sets the options.</param>
    public static ISocketIOBuilder AddRedisStreams(
        this ISocketIOBuilder builder, IConnectionMultiplexer connection, Action<RedisStreamsAdapterOptions>? configure = null) =>
        AddStreams(builder, Given(RedisSource.From(connection)), configure);

    /// <inheritdoc cref="AddRedisStreams(ISocketIOBuilder, IConnectionMultiplexer, Action{RedisStreamsAdapterOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="connection">
    /// Gets the connection from the services of the application when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;IConnectionMultiplexer&gt;()</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddRedisStreams(
        this ISocketIOBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection, Action<RedisStreamsAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return AddStreams(builder, provider => RedisSource.From(connection(provider)), configure);
    }

    /// <inheritdoc cref="AddRedisStreams(ISocketIOBuilder, string, Action{RedisStreamsAdapterOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">
    /// Returns the Redis configuration string of StackExchange.Redis when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;IConfiguration&gt;().GetConnectionString("redis")!</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddRedisStreams(this ISocketIOBuilder builder, Func<IServiceProvider, string> configuration, Action<RedisStreamsAdapterOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return AddStreams(builder, provider => RedisSource.From(configuration(provider)), configure);
    }

    /// <summary>
    /// Keeps records, members and messages of rooms in Redis, which all servers of a cluster share. <c>AddRedis</c>,
    /// <c>AddRedisSharded</c> and <c>AddRedisStreams</c> already do so on their own connection. Call this for another Redis, other options,
    /// or another adapter.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">The Redis configuration string of StackExchange.Redis: <c>localhost:6379,password=...</c>.</param>
    /// <param name="configure">Sets the options.</param>
    public static ISocketIOBuilder AddRedisRooms(this ISocketIOBuilder builder, string configuration, Action<RedisRoomOptions>? configure = null) =>
        AddRooms(builder, Given(RedisSource.From(configuration)), configure);

    /// <inheritdoc cref="AddRedisRooms(ISocketIOBuilder, string, Action{RedisRoomOptions})"/>
    public static ISocketIOBuilder AddRedisRooms(
        this ISocketIOBuilder builder, ConfigurationOptions configuration, Action<RedisRoomOptions>? configure = null) =>
        AddRooms(builder, Given(RedisSource.From(configuration)), configure);

    /// <inheritdoc cref="AddRedisRooms(ISocketIOBuilder, string, Action{RedisRoomOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="connection">Your connection, which is not disposed of.</param>
    /// <param name="configure">Sets the options.</param>
    public static ISocketIOBuilder AddRedisRooms(
        this ISocketIOBuilder builder, IConnectionMultiplexer connection, Action<RedisRoomOptions>? configure = null) =>
        AddRooms(builder, Given(RedisSource.From(connection)), configure);

    /// <inheritdoc cref="AddRedisRooms(ISocketIOBuilder, IConnectionMultiplexer, Action{RedisRoomOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="connection">
    /// Gets the connection from the services of the application when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;IConnectionMultiplexer&gt;()</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddRedisRooms(
        this ISocketIOBuilder builder, Func<IServiceProvider, IConnectionMultiplexer> connection, Action<RedisRoomOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return AddRooms(builder, provider => RedisSource.From(connection(provider)), configure);
    }

    /// <inheritdoc cref="AddRedisRooms(ISocketIOBuilder, string, Action{RedisRoomOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">
    /// Returns the Redis configuration string of StackExchange.Redis when the server is created: <c>sp =>
    /// sp.GetRequiredService&lt;IConfiguration&gt;().GetConnectionString("redis")!</c>.
    /// </param>
    /// <param name="configure">Sets the options, after those from the container.</param>
    public static ISocketIOBuilder AddRedisRooms(this ISocketIOBuilder builder, Func<IServiceProvider, string> configuration, Action<RedisRoomOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return AddRooms(builder, provider => RedisSource.From(configuration(provider)), configure);
    }

    private static Func<IServiceProvider, RedisSource> Given(RedisSource source) => _ => source;

    private static ISocketIOBuilder AddRooms(ISocketIOBuilder builder, Func<IServiceProvider, RedisSource> find, Action<RedisRoomOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var key = "rooms:" + builder.Name;
        ConfiguredOptions.Add<RedisRoomOptions>(builder.Services, key, builder.Name, configure, static options => options.Validate());
        AddConnection(builder, key, find, static (provider, key) =>
        {
            var options = provider.GetRequiredKeyedService<RedisRoomOptions>(key);
            return (options.MaxPendingPublishes, options.MaxPendingPublishBytes, options.MaxWaitingBytes);
        });
        return builder.UseRoomBackend(provider => CreateRooms(provider, key, provider.GetRequiredKeyedService<RedisRoomOptions>(key).Prefix));
    }

    private static ISocketIOBuilder AddPubSub(ISocketIOBuilder builder, Func<IServiceProvider, RedisSource> find, Action<RedisPubSubAdapterOptions>? configure) =>
        Add(builder, find, configure, static (ns, options, connection, subscriptions, _) => new PubSubRedisAdapter(ns, options, connection, subscriptions));

    private static ISocketIOBuilder AddSharded(ISocketIOBuilder builder, Func<IServiceProvider, RedisSource> find, Action<RedisShardedAdapterOptions>? configure) =>
        Add(builder, find, configure, static (ns, options, connection, subscriptions, _) => new ShardedRedisAdapter(ns, options, connection, subscriptions));

    private static ISocketIOBuilder AddStreams(ISocketIOBuilder builder, Func<IServiceProvider, RedisSource> find, Action<RedisStreamsAdapterOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var key = builder.Name ?? string.Empty;
        builder.Services.Replace(ServiceDescriptor.KeyedSingleton(key, (provider, _) => new RedisStreams(
            provider.GetRequiredKeyedService<RedisConnection>(key), provider.GetRequiredKeyedService<RedisStreamsAdapterOptions>(key))));
        return Add(
            builder,
            find,
            configure,
            (ns, options, connection, subscriptions, provider) =>
                new StreamsRedisAdapter(ns, options, connection, subscriptions, provider.GetRequiredKeyedService<RedisStreams>(key)));
    }

    private static RedisSource OnEventLoops(RedisSource source)
    {
        var isOff = AppContext.TryGetSwitch(EventLoopSwitch, out var isOn) && !isOn;
        if (!isOff && EventLoop.IsSupported)
        {
            source.UseTunnel(static configuration => new LoopTunnel(configuration), LoopContext.Instance);
        }

        return source;
    }

    private static TimeProvider TimeOf(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;

    private static void AddConnection(
        ISocketIOBuilder builder,
        string key,
        Func<IServiceProvider, RedisSource> find,
        Func<IServiceProvider, string, (int Publishes, long PublishBytes, long WaitingBytes)> limits)
    {
        builder.Services.Replace(ServiceDescriptor.KeyedSingleton(
            key, (provider, _) => new Refusals(TimeOf(provider), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Sockeye.Redis"))));
        builder.Services.Replace(ServiceDescriptor.KeyedSingleton(key, (provider, _) =>
        {
            var (publishes, publishBytes, _) = limits(provider, key);
            return new RedisConnection(
                OnEventLoops(find(provider)), publishes, publishBytes, provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredKeyedService<Refusals>(key));
        }));
        builder.Services.Replace(ServiceDescriptor.KeyedSingleton(key, (provider, _) => RedisSubscriptions.Of(
            provider.GetRequiredKeyedService<RedisConnection>(key), limits(provider, key).WaitingBytes, TimeOf(provider))));
    }

    private static RedisRoomBackend CreateRooms(IServiceProvider provider, string key, string prefix) => new(
        provider.GetRequiredKeyedService<RedisConnection>(key), provider.GetRequiredKeyedService<RedisSubscriptions>(key), prefix, TimeOf(provider));

    private static ISocketIOBuilder Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        ISocketIOBuilder builder,
        Func<IServiceProvider, RedisSource> find,
        Action<TOptions>? configure,
        Func<Namespace, TOptions, RedisConnection, RedisSubscriptions, IServiceProvider, Adapter> create)
        where TOptions : RedisAdapterOptions, new()
    {
        ArgumentNullException.ThrowIfNull(builder);
        var key = builder.Name ?? string.Empty;
        AddOptions(builder, key, configure);
        AddConnection(builder, key, find, static (provider, key) =>
        {
            var options = provider.GetRequiredKeyedService<TOptions>(key);
            return (options.MaxPendingPublishes, options.MaxPendingPublishBytes, options.MaxWaitingBytes);
        });
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            builder.Name is null ? "sockeye-redis" : $"sockeye-redis-{builder.Name}",
            provider => new RedisHealthCheck(provider.GetRequiredKeyedService<RedisConnection>(key), provider.GetRequiredKeyedService<Refusals>(key)),
            HealthStatus.Degraded,
            ["sockeye", "redis"]));
        builder.UseRoomBackend(provider => CreateRooms(provider, key, provider.GetRequiredKeyedService<TOptions>(key).RoomPrefix), replace: false);
        return builder.UseAdapter((provider, ns) => create(
            ns,
            provider.GetRequiredKeyedService<TOptions>(key),
            provider.GetRequiredKeyedService<RedisConnection>(key),
            provider.GetRequiredKeyedService<RedisSubscriptions>(key),
            provider));
    }

    // The configuration for all adapters is applied first, in whichever order it was added.
    private static void AddOptions<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
        ISocketIOBuilder builder, string key, Action<TOptions>? configure)
        where TOptions : RedisAdapterOptions, new()
    {
        if (builder.Services.All(static service => service.ImplementationType != typeof(SharedRedisOptions<TOptions>)))
        {
            builder.Services.Insert(0, ServiceDescriptor.Transient<IConfigureOptions<TOptions>, SharedRedisOptions<TOptions>>());
        }

        ConfiguredOptions.Add(builder.Services, key, builder.Name, configure, static options => options.Validate());
    }
}
