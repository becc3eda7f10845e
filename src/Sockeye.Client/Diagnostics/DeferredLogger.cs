using Microsoft.Extensions.Logging;
using Sockeye.Client.Sockets;
using Sockeye.Hooks;

namespace Sockeye.Client.Diagnostics;

/// <summary>
/// Writes log entries in order, on the thread pool. Most entries are created under a lock, and loggers are code of the application. A
/// logger that writes to a window waits for the UI thread, which may itself be waiting for that lock.
/// </summary>
internal sealed class DeferredLogger : ILogger, IListenerFailures
{
    // If a logger is stuck, entries are lost instead of memory.
    private const int MostWaiting = 1000;

    private static readonly SocketIOClientOptions s_threadPool = new();

    private readonly ILogger _logger;
    private readonly EventPump<Action> _lines;

    /// <param name="logger">Writes the entries. It must not throw.</param>
    public DeferredLogger(ILogger logger)
    {
        _logger = logger;
        _lines = new EventPump<Action>(s_threadPool, Write, this, mostWaiting: MostWaiting);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <summary>
    /// Whether the logger wants an entry is decided by code of the application too, so it is asked when the entry is written.
    /// </summary>
    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Post(() =>
    {
        if (_logger.IsEnabled(logLevel))
        {
            _logger.Log(logLevel, eventId, state, exception, formatter);
        }
    });

    // Nothing that is delivered here can fail.
    void IListenerFailures.OnListenerFailed(string hook, Exception exception)
    {
    }

    private static Task? Write(Action line)
    {
        line();
        return null;
    }
}
