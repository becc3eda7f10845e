using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Sockeye;
using Sockeye.Emitters.Redis.Connections;
using Sockeye.EventLoops;
using Sockeye.Redis.Connections;
using Sockeye.Redis.Diagnostics;
using Sockeye.Redis.PubSub;
using Sockeye.Redis.Rooms;
using Sockeye.Redis.Sharded;
using Sockeye.Redis.Streams;
using StackExchange.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Spreads the rooms of a Socket.IO server over all servers that share a Redis.</summary>
/// <remarks>
/// The application starts and goes on without Redis: rooms end at each server meanwhile. A connection that is given as a string or as options is made and
/// disposed of here; one that exists already stays the application's. Each adds a health check, <c>sockeye-redis</c>.
/// On Linux a connection that is made here is on the event loops that the sockets of clients are on: what comes from another server is handled and sent on by the thread
/// that read it. TLS, a tunnel or a <c>BeforeSocketConnect</c> of the application's leave it to StackExchange.Redis, and so does the <see cref="AppContext"/> switch
/// <c>Sockeye.Redis.EventLoops</c>, set to <see langword="false"/> before the application starts.
/// </remarks>
public static class SocketIORedisExtensions
{
    private const string EventLoopSwitch = "Sockeye.Redis.EventLoops";

    /// <summary>Spreads rooms by pub/sub, compatible with <c>createAdapter</c> of <c>@socket.io/redis-adapter</c> 8.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">Where the Redis is, as StackExchange.Redis writes it: <c>localhost:6379,password=...</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public static ISocketIOBuilder AddRedis(this ISocketIOBuilder builder, string configuration, Action<RedisPubSubAdapterOptions>? configure = null) =>
        AddPubSub(builder, RedisSource.From(configuration), configure);

    /// <inheritdoc cref="AddRedis(ISocketIOBuilder, string, Action{RedisPubSubAdapterOptions})"/>
    public static ISocketIOBuilder AddRedis(
        this ISocketIOBuilder builder, ConfigurationOptions configuration, Action<RedisPubSubAdapterOptions>? configure = null) =>
        AddPubSub(builder, RedisSource.From(configuration), configure);

    /// <summary>Spreads rooms by pub/sub, compatible with <c>createAdapter</c> of <c>@socket.io/redis-adapter</c> 8.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="connection">A connection of the application's, which stays open.</param>
    /// <param name="configure">Changes the options.</param>
    public static ISocketIOBuilder AddRedis(
        this ISocketIOBuilder builder, IConnectionMultiplexer connection, Action<RedisPubSubAdapterOptions>? configure = null) =>
        AddPubSub(builder, RedisSource.From(connection), configure);

    /// <summary>Spreads rooms by sharded pub/sub (Redis 7), compatible with <c>createShardedAdapter</c> of <c>@socket.io/redis-adapter</c> 8.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">Where the Redis is, as StackExchange.Redis writes it: <c>localhost:6379,password=...</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public static ISocketIOBuilder AddRedisSharded(this ISocketIOBuilder builder, string configuration, Action<RedisShardedAdapterOptions>? configure = null) =>
        AddSharded(builder, RedisSource.From(configuration), configure);

    /// <inheritdoc cref="AddRedisSharded(ISocketIOBuilder, string, Action{RedisShardedAdapterOptions})"/>
    public static ISocketIOBuilder AddRedisSharded(
        this ISocketIOBuilder builder, ConfigurationOptions configuration, Action<RedisShardedAdapterOptions>? configure = null) =>
        AddSharded(builder, RedisSource.From(configuration), configure);

    /// <summary>Spreads rooms by sharded pub/sub (Redis 7), compatible with <c>createShardedAdapter</c> of <c>@socket.io/redis-adapter</c> 8.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="connection">A connection of the application's, which stays open.</param>
    /// <param name="configure">Changes the options.</param>
    public static ISocketIOBuilder AddRedisSharded(
        this ISocketIOBuilder builder, IConnectionMultiplexer connection, Action<RedisShardedAdapterOptions>? configure = null) =>
        AddSharded(builder, RedisSource.From(connection), configure);

    /// <summary>Spreads rooms by streams, compatible with <c>@socket.io/redis-streams-adapter</c> 0.3. Connections are recovered across servers where that is on.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">Where the Redis is, as StackExchange.Redis writes it: <c>localhost:6379,password=...</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public static ISocketIOBuilder AddRedisStreams(this ISocketIOBuilder builder, string configuration, Action<RedisStreamsAdapterOptions>? configure = null) =>
        AddStreams(builder, RedisSource.From(configuration), configure);

    /// <inheritdoc cref="AddRedisStreams(ISocketIOBuilder, string, Action{RedisStreamsAdapterOptions})"/>
    public static ISocketIOBuilder AddRedisStreams(
        this ISocketIOBuilder builder, ConfigurationOptions configuration, Action<RedisStreamsAdapterOptions>? configure = null) =>
        AddStreams(builder, RedisSource.From(configuration), configure);

    /// <summary>Spreads rooms by streams, compatible with <c>@socket.io/redis-streams-adapter</c> 0.3. Connections are recovered across servers where that is on.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="connection">A connection of the application's, which stays open.</param>
    /// <param name="configure">Changes the options.</param>
    public static ISocketIOBuilder AddRedisStreams(
        this ISocketIOBuilder builder, IConnectionMultiplexer connection, Action<RedisStreamsAdapterOptions>? configure = null) =>
        AddStreams(builder, RedisSource.From(connection), configure);

    /// <summary>
    /// Keeps records, members and messages of rooms in Redis, where all servers of a cluster share them. <c>AddRedis</c>, <c>AddRedisSharded</c> and
    /// <c>AddRedisStreams</c> do so already, on their own connection: this is for another Redis, other options, or another adapter.
    /// </summary>
    /// <param name="builder">The server.</param>
    /// <param name="configuration">Where the Redis is, as StackExchange.Redis writes it: <c>localhost:6379,password=...</c>.</param>
    /// <param name="configure">Changes the options.</param>
    public static ISocketIOBuilder AddRedisRooms(this ISocketIOBuilder builder, string configuration, Action<RedisRoomOptions>? configure = null) =>
        AddRooms(builder, RedisSource.From(configuration), configure);

    /// <inheritdoc cref="AddRedisRooms(ISocketIOBuilder, string, Action{RedisRoomOptions})"/>
    public static ISocketIOBuilder AddRedisRooms(
        this ISocketIOBuilder builder, ConfigurationOptions configuration, Action<RedisRoomOptions>? configure = null) =>
        AddRooms(builder, RedisSource.From(configuration), configure);

    /// <inheritdoc cref="AddRedisRooms(ISocketIOBuilder, string, Action{RedisRoomOptions})"/>
    /// <param name="builder">The server.</param>
    /// <param name="connection">A connection of the application's, which stays open.</param>
    /// <param name="configure">Changes the options.</param>
    public static ISocketIOBuilder AddRedisRooms(
        this ISocketIOBuilder builder, IConnectionMultiplexer connection, Action<RedisRoomOptions>? configure = null) =>
        AddRooms(builder, RedisSource.From(connection), configure);

    private static ISocketIOBuilder AddRooms(ISocketIOBuilder builder, RedisSource source, Action<RedisRoomOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new RedisRoomOptions();
        configure?.Invoke(options);
        options.Validate();
        var key = "rooms:" + builder.Name;
        AddConnection(builder, key, source, options.MaxPendingPublishes, options.MaxPendingPublishBytes, options.MaxWaitingBytes);
        return builder.UseRoomBackend(provider => CreateRooms(provider, key, options.Prefix));
    }

    private static ISocketIOBuilder AddPubSub(ISocketIOBuilder builder, RedisSource source, Action<RedisPubSubAdapterOptions>? configure) =>
        Add(builder, source, Configured(configure), static (ns, options, connection, subscriptions, _) => new PubSubRedisAdapter(ns, options, connection, subscriptions));

    private static ISocketIOBuilder AddSharded(ISocketIOBuilder builder, RedisSource source, Action<RedisShardedAdapterOptions>? configure) =>
        Add(builder, source, Configured(configure), static (ns, options, connection, subscriptions, _) => new ShardedRedisAdapter(ns, options, connection, subscriptions));

    private static ISocketIOBuilder AddStreams(ISocketIOBuilder builder, RedisSource source, Action<RedisStreamsAdapterOptions>? configure)
    {
        var options = Configured(configure);
        var key = builder.Name ?? string.Empty;
        builder.Services.Replace(ServiceDescriptor.KeyedSingleton(
            key, (provider, _) => new RedisStreams(provider.GetRequiredKeyedService<RedisConnection>(key), options)));
        return Add(
            builder,
            source,
            options,
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
        ISocketIOBuilder builder, string key, RedisSource source, int maxPublishes, long maxPublishBytes, long maxWaitingBytes)
    {
        builder.Services.Replace(ServiceDescriptor.KeyedSingleton(
            key, (provider, _) => new Refusals(TimeOf(provider), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Sockeye.Redis"))));
        builder.Services.Replace(ServiceDescriptor.KeyedSingleton(key, (provider, _) => new RedisConnection(
            OnEventLoops(source), maxPublishes, maxPublishBytes, provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredKeyedService<Refusals>(key))));
        builder.Services.Replace(ServiceDescriptor.KeyedSingleton(
            key, (provider, _) => RedisSubscriptions.Of(provider.GetRequiredKeyedService<RedisConnection>(key), maxWaitingBytes, TimeOf(provider))));
    }

    private static RedisRoomBackend CreateRooms(IServiceProvider provider, string key, string prefix) => new(
        provider.GetRequiredKeyedService<RedisConnection>(key), provider.GetRequiredKeyedService<RedisSubscriptions>(key), prefix, TimeOf(provider));

    private static TOptions Configured<TOptions>(Action<TOptions>? configure)
        where TOptions : RedisAdapterOptions, new()
    {
        var options = new TOptions();
        configure?.Invoke(options);
        options.Validate();
        return options;
    }

    private static ISocketIOBuilder Add<TOptions>(
        ISocketIOBuilder builder,
        RedisSource source,
        TOptions options,
        Func<Namespace, TOptions, RedisConnection, RedisSubscriptions, IServiceProvider, Adapter> create)
        where TOptions : RedisAdapterOptions
    {
        ArgumentNullException.ThrowIfNull(builder);
        var key = builder.Name ?? string.Empty;
        AddConnection(builder, key, source, options.MaxPendingPublishes, options.MaxPendingPublishBytes, options.MaxWaitingBytes);
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            builder.Name is null ? "sockeye-redis" : $"sockeye-redis-{builder.Name}",
            provider => new RedisHealthCheck(provider.GetRequiredKeyedService<RedisConnection>(key), provider.GetRequiredKeyedService<Refusals>(key)),
            HealthStatus.Degraded,
            ["sockeye", "redis"]));
        builder.UseRoomBackend(provider => CreateRooms(provider, key, options.RoomPrefix), replace: false);
        return builder.UseAdapter((provider, ns) => create(
            ns, options, provider.GetRequiredKeyedService<RedisConnection>(key), provider.GetRequiredKeyedService<RedisSubscriptions>(key), provider));
    }
}
