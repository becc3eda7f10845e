using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sockeye.EventLoops.Tests.Fixture;

/// <summary>What an application has written into its log.</summary>
internal sealed class LogEntries : ILoggerProvider
{
    public ConcurrentQueue<LogEntry> All { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Logger(All, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<LogEntry> entries, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue(new LogEntry(category, logLevel, eventId, formatter(state, exception), exception));
    }
}
