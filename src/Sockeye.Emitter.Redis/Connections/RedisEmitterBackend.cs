using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sockeye.Emitters.Redis.Rooms;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>Sends the messages of an emitter in one of the formats.</summary>
internal sealed class RedisEmitterBackend(RedisConnection connection, Func<RedisConnection, ClusterMessage, ValueTask> publish, string roomPrefix) : IEmitterBackend
{
    private const int MaxWaitingBytes = 64 * 1024 * 1024;

    private readonly RedisRoomChannel _channel = new(connection, RedisSubscriptions.Of(connection, MaxWaitingBytes, TimeProvider.System), roomPrefix, isServer: false);

    public RecordStore Records { get; } = new RedisRecordStore(connection, roomPrefix);

    public HistoryStore History { get; } = new RedisHistoryStore(connection, roomPrefix, TimeProvider.System);

    public RoomChannel Channel => _channel;

    public static SocketIOEmitter Create<TOptions>(
        RedisSource source,
        Action<TOptions>? configure,
        ILoggerFactory? loggers,
        Func<TOptions, Func<RedisConnection, ClusterMessage, ValueTask>> format,
        Func<TOptions, string> channelNamesBeginWith)
        where TOptions : EmitterOptions, new()
    {
        var options = new TOptions();
        configure?.Invoke(options);
        options.Validate();
        var connection = new RedisConnection(source, options.MaxPendingPublishes, options.MaxPendingPublishBytes, loggers ?? NullLoggerFactory.Instance);
        return new SocketIOEmitter(new RedisEmitterBackend(connection, format(options), channelNamesBeginWith(options) + "-rooms"), options);
    }

    public ValueTask PublishAsync(ClusterMessage message) => publish(connection, message);

    public async ValueTask DisposeAsync()
    {
        await _channel.StopAsync();
        await connection.DisposeAsync();
    }
}
