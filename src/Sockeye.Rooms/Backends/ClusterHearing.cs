using Microsoft.Extensions.Logging;
using Sockeye.Diagnostics;
using Sockeye.Hooks;

namespace Sockeye.Backends;

/// <summary>
/// Reports to the log, to the metrics and to the application that this server does not hear the other servers any more, and that it hears
/// them again. It does so on the thread pool, because a slow listener must not delay the heartbeat. Losses and returns are reported in
/// order.
/// </summary>
internal sealed partial class ClusterHearing
{
    private readonly ILogger _logger;
    private readonly RoomMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly IListenerFailures _failures;
    private readonly NewsQueue<Hook<SocketIOServer>> _queue;
    private long _lostAt;

    public ClusterHearing(SocketIOServer server, ILogger logger, RoomMetrics metrics)
    {
        _logger = logger;
        _metrics = metrics;
        _time = server.Time;
        _failures = new NamespaceFailures(server.MainNamespace);
        _queue = new(hook => hook.Start(server, hook == Lost ? "cluster lost" : "cluster found", _failures), "cluster", _failures);
    }

    public Hook<SocketIOServer> Lost { get; } = new();

    public Hook<SocketIOServer> Found { get; } = new();

    /// <summary>Called when this server has begun to hear the others, or no longer hears them. It does not throw.</summary>
    public void OnChanged(bool hears)
    {
        if (hears)
        {
            Log.Found(_logger, _time.GetElapsedTime(_lostAt));
        }
        else
        {
            _lostAt = _time.GetTimestamp();
            Log.Lost(_logger);
            _metrics.ClusterLost();
        }

        _queue.Enqueue(hears ? Found : Lost);
        ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Tell(), _queue, preferLocal: false);
    }

    private static partial class Log
    {
        [LoggerMessage(114, LogLevel.Warning, "This server does not hear the other servers any more, nor its own messages, because the room backend cannot be reached. Until it can, rooms show only what is known on this server.")]
        public static partial void Lost(ILogger logger);

        [LoggerMessage(115, LogLevel.Information, "This server hears the other servers again, after {Duration}.")]
        public static partial void Found(ILogger logger, TimeSpan duration);
    }
}
