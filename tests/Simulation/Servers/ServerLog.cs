using Microsoft.Extensions.Logging;

namespace Sockeye.Simulation;

/// <summary>The log of a server: an error in it is a finding.</summary>
internal sealed class ServerLog(World world, string server) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error && exception is not IntendedException)
        {
            world.Found("error-logged", $"{server}: {formatter(state, exception)} {exception}");
        }
        else if (world.Trace.IsRead && logLevel >= LogLevel.Warning)
        {
            world.Trace.Note(world.Now, server, $"logs: {formatter(state, exception)} {exception?.Message}");
        }
    }
}
