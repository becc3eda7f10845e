using Microsoft.Extensions.Logging;
using Sockeye.Emitters.Redis.Connections;
using Sockeye.Emitters.Redis.PubSub;
using Sockeye.Emitters.Redis.Sharded;
using Sockeye.Emitters.Redis.Streams;
using StackExchange.Redis;

namespace Sockeye;

/// <summary>
/// Makes emitters for servers that share a Redis. The kind has to be that of the servers. The connection is made in the background and comes back by
/// itself; while Redis is away, sending fails at once. One that the application gives stays open.
/// </summary>
public static class RedisEmitter
{
    /// <summary>Makes an emitter for servers with <c>AddRedis</c>, or Node's with <c>createAdapter</c> of <c>@socket.io/redis-adapter</c>: what <c>@socket.io/redis-emitter</c> 5.1 is for Node.</summary>
    /// <param name="configuration">Where the Redis is, as StackExchange.Redis writes it.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="loggers">Where it is said that Redis is away.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public static SocketIOEmitter Create(string configuration, Action<RedisEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        RedisEmitterBackend.Create(RedisSource.From(configuration), configure, loggers, PubSub, static options => options.Key);

    /// <inheritdoc cref="Create(string, Action{RedisEmitterOptions}, ILoggerFactory)"/>
    /// <param name="connection">A connection of the application's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="loggers">Where it is said that Redis is away.</param>
    public static SocketIOEmitter Create(IConnectionMultiplexer connection, Action<RedisEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        RedisEmitterBackend.Create(RedisSource.From(connection), configure, loggers, PubSub, static options => options.Key);

    /// <summary>Makes an emitter for servers with <c>AddRedisSharded</c>, or Node's with <c>createShardedAdapter</c> of <c>@socket.io/redis-adapter</c>.</summary>
    /// <inheritdoc cref="Create(string, Action{RedisEmitterOptions}, ILoggerFactory)"/>
    public static SocketIOEmitter CreateSharded(string configuration, Action<RedisShardedEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        RedisEmitterBackend.Create(RedisSource.From(configuration), configure, loggers, Sharded, static options => options.ChannelPrefix);

    /// <summary>Makes an emitter for servers with <c>AddRedisSharded</c>, or Node's with <c>createShardedAdapter</c> of <c>@socket.io/redis-adapter</c>.</summary>
    /// <inheritdoc cref="Create(IConnectionMultiplexer, Action{RedisEmitterOptions}, ILoggerFactory)"/>
    public static SocketIOEmitter CreateSharded(
        IConnectionMultiplexer connection, Action<RedisShardedEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        RedisEmitterBackend.Create(RedisSource.From(connection), configure, loggers, Sharded, static options => options.ChannelPrefix);

    /// <summary>Makes an emitter for servers with <c>AddRedisStreams</c>, or Node's with <c>@socket.io/redis-streams-adapter</c>. What it sends can be recovered.</summary>
    /// <inheritdoc cref="Create(string, Action{RedisEmitterOptions}, ILoggerFactory)"/>
    public static SocketIOEmitter CreateStreams(string configuration, Action<RedisStreamsEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        RedisEmitterBackend.Create(RedisSource.From(configuration), configure, loggers, Streams, static options => options.StreamName);

    /// <summary>Makes an emitter for servers with <c>AddRedisStreams</c>, or Node's with <c>@socket.io/redis-streams-adapter</c>. What it sends can be recovered.</summary>
    /// <inheritdoc cref="Create(IConnectionMultiplexer, Action{RedisEmitterOptions}, ILoggerFactory)"/>
    public static SocketIOEmitter CreateStreams(
        IConnectionMultiplexer connection, Action<RedisStreamsEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        RedisEmitterBackend.Create(RedisSource.From(connection), configure, loggers, Streams, static options => options.StreamName);

    private static Func<RedisConnection, ClusterMessage, ValueTask> PubSub(RedisEmitterOptions options) => (connection, message) =>
        message.Type == ClusterMessageType.Broadcast
            ? connection.PublishAsync(
                RedisChannel.Literal(PubSubChannels.OfBroadcast(options.Key, message)), PubSubEncoder.EncodeBroadcast(message))
            : connection.PublishAsync(
                RedisChannel.Literal(PubSubChannels.OfRequests(options.Key, message.Namespace)), PubSubEncoder.EncodeRequest(message));

    private static Func<RedisConnection, ClusterMessage, ValueTask> Sharded(RedisShardedEmitterOptions options) => (connection, message) =>
        connection.PublishAsync(
            RedisChannel.Sharded(new ShardedChannels(options.ChannelPrefix, message.Namespace, options.SubscriptionMode).For(message)),
            ShardedEncoder.Encode(message));

    // Everything goes to the stream, as the reference's emitter has it: servers do what an entry says, whatever its type.
    private static Func<RedisConnection, ClusterMessage, ValueTask> Streams(RedisStreamsEmitterOptions options) => async (connection, message) =>
    {
        var fields = StreamEntryEncoder.Encode(message);
        var stream = StreamNames.Of(message.Namespace, options.StreamName, options.StreamCount);
        await connection.RunAsync(
            "XADD",
            fields.Sum(static field => (int)field.Value.Length()),
            redis => redis.GetDatabase().StreamAddAsync(stream, fields, messageId: null, maxLength: options.MaxLength, useApproximateMaxLength: true));
    };
}
