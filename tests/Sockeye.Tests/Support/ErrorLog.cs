using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sockeye.Tests.Support;

/// <summary>Keeps what the server logs. An error that the test does not expect fails it.</summary>
internal sealed class ErrorLog : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();
    private readonly ConcurrentQueue<string> _expected = new();

    public IEnumerable<LogEntry> Errors => _entries.Where(static entry => entry.Level >= LogLevel.Error);

    public IEnumerable<LogEntry> Entries => _entries;

    /// <summary>Errors whose text holds this do not fail the test.</summary>
    public void Expect(string fragment) => _expected.Enqueue(fragment);

    public Task<LogEntry> FindAsync(string fragment) => FindAsync(entry => entry.Text.Contains(fragment, StringComparison.Ordinal));

    /// <summary>The first entry of a number.</summary>
    public Task<LogEntry> FindAsync(int id) => FindAsync(entry => entry.Id == id);

    public void Verify()
    {
        var unexpected = Errors.Where(entry => !_expected.Any(fragment => entry.Text.Contains(fragment, StringComparison.Ordinal)));
        Assert.Equal([], unexpected.Select(static entry => entry.Text));
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private async Task<LogEntry> FindAsync(Func<LogEntry, bool> predicate)
    {
        await Waiting.Until(() => _entries.Any(predicate));
        return _entries.First(predicate);
    }

    private sealed class Logger(ErrorLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // Entries below are many, and of the web server.
            if (logLevel >= LogLevel.Warning || category.StartsWith("Sockeye", StringComparison.Ordinal))
            {
                var template = (state as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(static part => part.Key == "{OriginalFormat}").Value as string;
                log._entries.Enqueue(new LogEntry(logLevel, $"{category}: {formatter(state, exception)} {exception}", eventId.Id, template));
            }
        }
    }
}
