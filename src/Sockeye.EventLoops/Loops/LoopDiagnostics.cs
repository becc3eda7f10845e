using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Sockeye.EventLoops;

/// <summary>
/// The instruments of the meter <c>Sockeye.EventLoops</c>, and the log entries of the loops. Like the loops, they belong to the process.
/// </summary>
internal static partial class LoopDiagnostics
{
    public const string MeterName = "Sockeye.EventLoops";

    private static readonly Meter _meter = new(MeterName);
    private static readonly Counter<long> _departures = _meter.CreateCounter<long>(
        "sockeye.event_loops.departures", "{departure}", "How many times an event loop began to leave handlers to other threads, because they blocked or took most of its time.");

    private static volatile ILogger _logger = NullLogger.Instance;

    // Observable instruments, because a listener may begin at any time.
    static LoopDiagnostics()
    {
        _meter.CreateObservableUpDownCounter(
            "sockeye.event_loops.elsewhere", static () => EventLoop.ElsewhereCount, "{loop}", "Event loops that leave handlers to other threads.");
        _meter.CreateObservableUpDownCounter(
            "sockeye.event_loops.handler_threads", static () => HandlerThreads.Count, "{thread}", "Threads that run handlers for event loops.");
    }

    /// <summary>The logger of the application that was started last.</summary>
    public static ILogger Logger
    {
        set => _logger = value;
    }

    public static void Left(string reason, TimeSpan time) => HandlerThreads.Queue(new Entry(logger =>
    {
        _departures.Add(1);
        Log.Left(logger, reason, time.TotalSeconds);
    }));

    public static void CameBack() => HandlerThreads.Queue(new Entry(Log.CameBack));

    // Loggers and listeners for metrics are code of the application, so the watchdog does not wait for them.
    private sealed class Entry(Action<ILogger> write) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            try
            {
                write(_logger);
            }
            catch (Exception)
            {
                // This cannot be reported anywhere.
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            91, LogLevel.Warning, "An event loop leaves handlers to other threads for at least {Seconds} s, because {Reason}. Handlers should not block. Use await, or begin with Task.Yield.",
            EventName = "HandlersLeft")]
        public static partial void Left(ILogger logger, string reason, double seconds);

        [LoggerMessage(92, LogLevel.Information, "An event loop runs handlers itself again.", EventName = "HandlersCameBack")]
        public static partial void CameBack(ILogger logger);
    }
}
