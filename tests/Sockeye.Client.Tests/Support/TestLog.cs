using Microsoft.Extensions.Logging;

namespace Sockeye.Client.Tests.Support;

/// <summary>Keeps what a client logs.</summary>
internal sealed class TestLog : ILoggerFactory
{
    private readonly ErrorLog _log = new();

    /// <summary>Waits for a line that holds a text.</summary>
    public Task<LogEntry> FindAsync(string text) => _log.FindAsync(text);

    public ILogger CreateLogger(string categoryName) => _log.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose() => _log.Dispose();
}
