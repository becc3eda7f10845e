using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>Sends an emitter's messages in one of the formats.</summary>
internal sealed class RedisEmitterBackend(RedisConnection connection, Func<RedisConnection, ClusterMessage, ValueTask> publish) : IEmitterBackend
{
    public static SocketIOEmitter Create<TOptions>(
        RedisSource source, Action<TOptions>? configure, ILoggerFactory? loggers, Func<TOptions, Func<RedisConnection, ClusterMessage, ValueTask>> format)
        where TOptions : EmitterOptions, new()
    {
        var options = new TOptions();
        configure?.Invoke(options);
        options.Validate();
        var connection = new RedisConnection(source, options.MaxPendingPublishes, options.MaxPendingPublishBytes, loggers ?? NullLoggerFactory.Instance);
        return new SocketIOEmitter(new RedisEmitterBackend(connection, format(options)), options);
    }

    public ValueTask PublishAsync(ClusterMessage message) => publish(connection, message);

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
