using Microsoft.Extensions.Logging;
using Sockeye.Emitters.Redis.Connections;
using Sockeye.Emitters.Redis.Streams;
using StackExchange.Redis;

namespace Sockeye.Redis.Streams;

/// <summary>
/// Reads one stream on its own connection, because a read blocks it, from the moment at which it starts. After an outage it continues at
/// its last position.
/// </summary>
internal sealed partial class StreamReader : IAsyncDisposable
{
    private const string Command = "XREAD";
    private const int FailuresToReport = 5;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    private readonly RedisConnection _connection;
    private readonly RedisStreamsAdapterOptions _options;
    private readonly string _name;
    private readonly string _reading; // Redis may refuse one stream and accept another
    private readonly Action<string, StreamEntry> _handle;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private string _position = EntryPosition.Origin;
    private string? _handled;
    private int _failures;
    private bool _isTaken; // whether Redis has accepted the last read

    /// <summary>Begins to read.</summary>
    /// <param name="connection">The connection of the server, for everything except reading.</param>
    /// <param name="options">The options.</param>
    /// <param name="name">The name of the stream.</param>
    /// <param name="handle">Gets each entry, one at a time.</param>
    public StreamReader(RedisConnection connection, RedisStreamsAdapterOptions options, string name, Action<string, StreamEntry> handle)
    {
        _connection = connection;
        _options = options;
        _name = name;
        _reading = $"{Command} of the stream {name}";
        _handle = handle;
        _running = Task.Run(RunAsync);
    }

    /// <summary>The position up to which everything has been handled; <see langword="null"/> until the first position is known.</summary>
    public string? Handled => Volatile.Read(ref _handled);

    /// <summary>Completes when the first position is known. No later entry is missed.</summary>
    public Task Started => _started.Task;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        IConnectionMultiplexer? connection = null;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                connection ??= await _connection.Source.ConnectAnotherAsync(_options.BlockTime);
                if (!_started.Task.IsCompleted)
                {
                    _position = await FindEndAsync(connection);
                    Volatile.Write(ref _handled, _position);
                    _started.TrySetResult();
                }

                await ReadAsync(connection);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
            {
                Log.ReadFailed(_connection.Logger, exception, _name);
                _isTaken = false;
                Report(exception);
                await WaitAsync();
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (Exception exception)
            {
                Log.Broken(_connection.Logger, exception, _name);
                _isTaken = false;
                await WaitAsync();
            }
        }

        _started.TrySetResult();
        if (connection is not null)
        {
            await connection.CloseAsync(allowCommandsToComplete: false);
            await connection.DisposeAsync();
        }
    }

    private async Task<string> FindEndAsync(IConnectionMultiplexer connection)
    {
        var last = await connection.GetDatabase().StreamRangeAsync(_name, count: 1, messageOrder: Order.Descending);
        return last.Length == 0 ? EntryPosition.Origin : (string)last[0].Id!;
    }

    private async Task ReadAsync(IConnectionMultiplexer connection)
    {
        // After a failure the first read does not wait for entries, because only its answer shows that Redis accepts reads again.
        object[] wait = _isTaken ? ["BLOCK", (long)_options.BlockTime.TotalMilliseconds] : [];
        var reading = connection.GetDatabase().ExecuteAsync(
            Command, ["COUNT", _options.ReadCount, .. wait, "STREAMS", (RedisKey)_name, _position]);
        var result = await reading.WaitAsync(_stopping.Token);
        _connection.Observer?.Took(_reading);
        _isTaken = true;
        _failures = 0;
        if (result.IsNull)
        {
            await CheckPositionAsync();
            return;
        }

        // [[name, [[id, [field, value, ...]], ...]]]; with RESP3, a map from the names
        var entries = result.Resp3Type == ResultType.Map ? result[1] : result[0][1];
        foreach (var entry in (RedisResult[])entries!)
        {
            var values = (RedisValue[])entry[1]!;
            var fields = new NameValueEntry[values.Length / 2];
            for (var i = 0; i < fields.Length; i++)
            {
                fields[i] = new NameValueEntry(values[2 * i], values[(2 * i) + 1]);
            }

            var id = (string)entry[0]!;
            _position = id;
            _handle(_name, new StreamEntry(id, fields));
            Volatile.Write(ref _handled, id);
        }
    }

    // While Redis is not reachable, the shared connection reports that. If only this connection has a problem, nothing else would report
    // it. A failure before the shared connection came back does not count, because this one comes back a moment later.
    private void Report(Exception exception)
    {
        _failures = _connection.IsConnected ? _failures + 1 : 0;
        if (exception is RedisServerException || _failures >= FailuresToReport)
        {
            _connection.Observer?.Refused(_reading, exception);
        }
    }

    // A Redis that has lost its data and whose clock is behind would assign ids that are never read.
    private async Task CheckPositionAsync()
    {
        var end = await FindEndAsync(await _connection.GetAsync());
        if (end != EntryPosition.Origin && EntryPosition.TryParse(end, out var last) && EntryPosition.TryParse(_position, out var position) && last.CompareTo(position) < 0)
        {
            _position = end;
        }
    }

    private async Task WaitAsync()
    {
        try
        {
            await Task.Delay(RetryInterval, TimeProvider.System, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The loop notices it.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Debug, "Stream {Stream} could not be read. The server tries again.")]
        public static partial void ReadFailed(ILogger logger, Exception exception, string stream);

        [LoggerMessage(12, LogLevel.Error, "Stream {Stream} returned something unexpected. The server continues to read.")]
        public static partial void Broken(ILogger logger, Exception exception, string stream);
    }
}
