using Microsoft.Extensions.Logging;
using Sockeye.Emitters.Redis.Connections;
using Sockeye.Emitters.Redis.PubSub;
using Sockeye.Emitters.Redis.Sharded;
using Sockeye.Emitters.Redis.Streams;
using StackExchange.Redis;

namespace Sockeye;

/// <summary>
/// Creates emitters for servers that share a Redis. Use the same kind as the servers. The connection is made in the background and
/// reconnects by itself. While Redis is not reachable, sending fails at once. A connection that you pass in stays open.
/// </summary>
public static class RedisEmitter
{
    /// <summary>
    /// Creates an emitter for servers with <c>AddRedis</c>, or for Node servers with <c>createAdapter</c> of
    /// <c>@socket.io/redis-adapter</c>. It corresponds to <c>@socket.io/redis-emitter</c> 5.1 in Node.
    /// </summary>
    /// <param name="configuration">The Redis configuration string of StackExchange.Redis.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="loggers">The factory of the loggers, for example for messages about a lost connection.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public static SocketIOEmitter Create(string configuration, Action<RedisEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        RedisEmitterBackend.Create(RedisSource.From(configuration), configure, loggers, PubSub, static options => options.Key);

    /// <inheritdoc cref="Create(string, Action{RedisEmitterOptions}, ILoggerFactory)"/>
    /// <param name="connection">Your connection. It is not disposed of.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="loggers">The factory of the loggers, for example for messages about a lost connection.</param>
    public static SocketIOEmitter Create(IConnectionMultiplexer connection, Action<RedisEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        RedisEmitterBackend.Create(RedisSource.From(connection), configure, loggers, PubSub, static options => options.Key);

    /// <summary>
    /// Creates an emitter for servers with <c>AddRedisSharded</c>, or for Node servers with <c>createShardedAdapter</c> of
    /// <c>@socket.io/redis-adapter</c>.
    /// </summary>
    /// <inheritdoc cref="Create(string, Action{RedisEmitterOptions}, ILoggerFactory)"/>
    public static SocketIOEmitter CreateSharded(string configuration, Action<RedisShardedEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        RedisEmitterBackend.Create(RedisSource.From(configuration), configure, loggers, Sharded, static options => options.ChannelPrefix);

    /// <summary>
    /// Creates an emitter for servers with <c>AddRedisSharded</c>, or for Node servers with <c>createShardedAdapter</c> of
    /// <c>@socket.io/redis-adapter</c>.
    /// </summary>
    /// <inheritdoc cref="Create(IConnectionMultiplexer, Action{RedisEmitterOptions}, ILoggerFactory)"/>
    public static SocketIOEmitter CreateSharded(
        IConnectionMultiplexer connection, Action<RedisShardedEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        RedisEmitterBackend.Create(RedisSource.From(connection), configure, loggers, Sharded, static options => options.ChannelPrefix);

    /// <summary>
    /// Creates an emitter for servers with <c>AddRedisStreams</c>, or for Node servers with <c>@socket.io/redis-streams-adapter</c>. What
    /// it sends can be recovered.
    /// </summary>
    /// <inheritdoc cref="Create(string, Action{RedisEmitterOptions}, ILoggerFactory)"/>
    public static SocketIOEmitter CreateStreams(string configuration, Action<RedisStreamsEmitterOptions>? configure = null, ILoggerFactory? loggers = null) =>
        RedisEmitterBackend.Create(RedisSource.From(configuration), configure, loggers, Streams, static options => options.StreamName);

    /// <summary>
    /// Creates an emitter for servers with <c>AddRedisStreams</c>, or for Node servers with <c>@socket.io/redis-streams-adapter</c>. What
    /// it sends can be recovered.
    /// </summary>
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

    // Everything goes to the stream, as in the emitter for Node. Servers carry out an entry of any type.
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
