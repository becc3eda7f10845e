using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Sockeye.Emitters.Redis.Connections;

/// <summary>
/// The connection that all namespaces of a server share. It is made in the background and reconnects by itself. Meanwhile publishing fails
/// at once. If Redis is slow, a limited number of messages waits.
/// </summary>
internal sealed partial class RedisConnection : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPing = TimeSpan.FromSeconds(1);

    private readonly RedisSource _source;
    private readonly int _maxPending;
    private readonly long _maxPendingBytes;
    private readonly ILogger _logger;
    private readonly Task<IConnectionMultiplexer> _connecting;
    private volatile IConnectionMultiplexer? _connection;
    private long _pendingBytes;
    private int _pending;

    public RedisConnection(RedisSource source, int maxPending, long maxPendingBytes, ILoggerFactory loggers, ICommandObserver? observer = null)
    {
        _source = source;
        _maxPending = maxPending;
        _maxPendingBytes = maxPendingBytes;
        _logger = loggers.CreateLogger("Sockeye.Redis");
        Observer = observer;
        _connecting = Task.Run(ConnectAsync);
    }

    public ILogger Logger => _logger;

    public bool IsConnected => _connection is { IsConnected: true };

    /// <summary>Receives the results of commands.</summary>
    public ICommandObserver? Observer { get; }

    /// <summary>Whether it has been closed.</summary>
    public bool IsClosed { get; private set; }

    public RedisSource Source => _source;

    /// <summary>Gets the connection. At the start this takes as long as the first attempt.</summary>
    public ValueTask<IConnectionMultiplexer> GetAsync() =>
        _connection is { } connection ? new(connection) : new(_connecting);

    /// <summary>Whether Redis accepts and delivers messages without delay. A replica alone accepts none.</summary>
    public async Task<bool> IsWellAsync(CancellationToken cancellationToken)
    {
        if (_connection is not { IsConnected: true } connection)
        {
            return false;
        }

        try
        {
            await Task.WhenAll(connection.GetDatabase().PingAsync(CommandFlags.DemandMaster), connection.GetSubscriber().PingAsync())
                .WaitAsync(LongestPing, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is ObjectDisposedException || (IsOfRedis(exception) && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>Publishes a message, or fails.</summary>
    public async ValueTask PublishAsync(RedisChannel channel, ReadOnlyMemory<byte> message) =>
        await RunAsync("PUBLISH", message.Length, connection => connection.GetSubscriber().PublishAsync(channel, message));

    /// <summary>Runs a command that sends a message, within the limits for messages on their way.</summary>
    /// <param name="name">The name of the command, for the report if Redis refuses it.</param>
    /// <param name="size">The size of the message in bytes.</param>
    /// <param name="command">The command.</param>
    public async ValueTask<T> RunAsync<T>(string name, int size, Func<IConnectionMultiplexer, Task<T>> command)
    {
        Enter(size);
        try
        {
            var result = await new ContextAwaitable<T>(new(command(await GetAsync())), _source.Context);
            Observer?.Took(name);
            return result;
        }
        catch (RedisServerException exception)
        {
            Observer?.Refused(name, exception);
            throw new ClusterPublishException("Redis did not take the message: " + exception.Message, exception);
        }
        catch (Exception exception) when (IsOfRedis(exception))
        {
            throw new ClusterPublishException("Redis did not take the message: " + exception.Message, exception);
        }
        catch (ObjectDisposedException exception)
        {
            throw new ClusterPublishException("The connection to Redis is closed.", exception);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
            Interlocked.Add(ref _pendingBytes, -size);
        }
    }

    /// <summary>Sends a command to all Redis servers that are not replicas.</summary>
    public async Task<IReadOnlyList<RedisResult>> AskAllAsync(string command, params object[] arguments)
    {
        var connection = await GetAsync();
        var servers = connection.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }).ToArray();
        if (servers.Length == 0)
        {
            throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "There is no connection to Redis.");
        }

        try
        {
            var answers = await Task.WhenAll(servers.Select(server => server.ExecuteAsync(command, arguments)));
            Observer?.Took(command);
            return answers;
        }
        catch (RedisServerException exception)
        {
            Observer?.Refused(command, exception);
            throw;
        }
        catch (OperationCanceledException exception)
        {
            // The caller is not the cause.
            throw new RedisConnectionException(ConnectionFailureType.SocketClosed, CommandFlags.None, "The connection to Redis was lost.", exception);
        }
    }

    /// <summary>Counts the connections that subscribe to a channel.</summary>
    public async Task<int> CountSubscribersAsync(string kind, RedisChannel channel)
    {
        var answers = await AskAllAsync("PUBSUB", kind, channel);
        return (int)answers.Sum(static answer => answer.Length >= 2 ? (long)answer[1] : 0);
    }

    /// <summary>Gets the channels of a pattern that have subscribers.</summary>
    public async Task<IReadOnlyList<string>> FindChannelsAsync(string kind, string pattern)
    {
        var answers = await AskAllAsync("PUBSUB", kind, pattern);
        return [.. answers.SelectMany(static answer => (string[])answer!).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Waits a limited time for something that needs Redis, because clients are let in without it.</summary>
    public static async ValueTask WaitBrieflyAsync(Task task)
    {
        try
        {
            await task.WaitAsync(LongestWait);
        }
        catch (Exception exception) when (IsOfRedis(exception) || exception is ArgumentException or ObjectDisposedException)
        {
            // The health check reports it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        IsClosed = true;
        if (!_source.IsOwned)
        {
            return;
        }

        try
        {
            await (await _connecting).DisposeAsync();
        }
        catch (Exception exception) when (exception is RedisException or ArgumentException)
        {
            // The connection was never made.
        }
    }

    private void Enter(int size)
    {
        var pending = Interlocked.Increment(ref _pending);
        var bytes = Interlocked.Add(ref _pendingBytes, size);
        if (pending > _maxPending || (bytes > _maxPendingBytes && bytes > size))
        {
            Interlocked.Decrement(ref _pending);
            Interlocked.Add(ref _pendingBytes, -size);
            throw new ClusterPublishException("Too many messages are on their way to Redis already.");
        }
    }

    private async Task<IConnectionMultiplexer> ConnectAsync()
    {
        var connection = await _source.ConnectAsync();
        connection.ConnectionFailed += (_, failure) => Log.Lost(_logger, failure.Exception, Name(failure.EndPoint), failure.FailureType);
        connection.ConnectionRestored += (_, restored) => Log.Restored(_logger, Name(restored.EndPoint), restored.ConnectionType);
        if (!connection.IsConnected)
        {
            Log.NotThere(_logger);
        }

        _connection = connection;
        return connection;
    }

    // A call that waits on a connection that breaks may also be cancelled.
    public static bool IsOfRedis(Exception exception) => exception is RedisException or TimeoutException or OperationCanceledException;

    private static string Name(EndPoint? endPoint) => endPoint?.ToString() ?? "?";

    private static partial class Log
    {
        [LoggerMessage(152, LogLevel.Warning, "The connection to Redis at {EndPoint} is lost ({Failure}). Until it is back, broadcasts reach only the sockets of this server.")]
        public static partial void Lost(ILogger logger, Exception? exception, string endPoint, ConnectionFailureType failure);

        [LoggerMessage(162, LogLevel.Information, "The connection to Redis at {EndPoint} is back ({Type}).")]
        public static partial void Restored(ILogger logger, string endPoint, ConnectionType type);

        [LoggerMessage(165, LogLevel.Warning, "Redis cannot be reached. Until it is back, broadcasts reach only the sockets of this server.")]
        public static partial void NotThere(ILogger logger);
    }
}
