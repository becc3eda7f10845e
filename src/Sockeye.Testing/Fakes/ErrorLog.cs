using Microsoft.Extensions.Logging;

namespace Sockeye.Testing;

/// <summary>Keeps what is logged as an error.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    private readonly RecordList<FakeError> _errors = new();

    public IReadOnlyList<FakeError> Errors => _errors.Items;

    public void Clear() => _errors.Clear();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _errors.Add(new FakeError(formatter(state, exception), exception));
        }
    }

    public void Dispose()
    {
    }
}
