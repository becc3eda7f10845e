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
    private int _waiting;

    /// <param name="logger">Writes the lines. It does not throw.</param>
    public DeferredLogger(ILogger logger)
    {
        _logger = logger;
        _lines = new EventPump<Action>(s_threadPool, Write, this);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => _logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return;
        }

        _lines.Post(() => _logger.Log(logLevel, eventId, state, exception, formatter));
    }

    // Nothing is delivered that can fail.
    void IListenerFailures.OnListenerFailed(string hook, Exception exception)
    {
    }

    private Task? Write(Action line)
    {
        Interlocked.Decrement(ref _waiting);
        line();
        return null;
    }
}
