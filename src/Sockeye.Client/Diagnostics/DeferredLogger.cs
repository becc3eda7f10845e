using Microsoft.Extensions.Logging;
using Sockeye.Client.Sockets;
using Sockeye.Hooks;

namespace Sockeye.Client.Diagnostics;

/// <summary>
/// Logs in order, on the thread pool. Most of what is logged happens under a lock, and loggers are code of the application: one that writes to a window waits for its thread, which may be about to send.
/// </summary>
internal sealed class DeferredLogger : ILogger, IListenerFailures
{
    // A logger that is stuck loses lines, not memory.
    private const int MostWaiting = 1000;

    private static readonly SocketIOClientOptions s_threadPool = new();

    private readonly ILogger _logger;
    private readonly EventPump<Action> _lines;

    /// <param name="logger">Writes the lines. It does not throw.</param>
    public DeferredLogger(ILogger logger)
    {
        _logger = logger;
        _lines = new EventPump<Action>(s_threadPool, Write, this, mostWaiting: MostWaiting);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <summary>Whether the logger wants a line is its own code too: it is asked when the line is written.</summary>
    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Post(() =>
    {
        if (_logger.IsEnabled(logLevel))
        {
            _logger.Log(logLevel, eventId, state, exception, formatter);
        }
    });

    // Nothing is delivered that can fail.
    void IListenerFailures.OnListenerFailed(string hook, Exception exception)
    {
    }

    private static Task? Write(Action line)
    {
        line();
        return null;
    }
}
