using Microsoft.Extensions.Logging;

namespace Sockeye.Diagnostics;

/// <summary>
/// A logger that does not throw. The loggers of the platform pass on what a provider throws, and most of what is logged here is logged in the middle of work that others wait for: a line that
/// cannot be written is lost, and nothing else.
/// </summary>
internal sealed class GuardedLogger(ILogger logger) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return logger.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // The line is lost.
        }
    }
}
