using Microsoft.Extensions.Logging;

namespace Sockeye.ClientFixture.Output;

/// <summary>What nobody has handled: tasks whose exception was never looked at, and callbacks that threw. It is one line, and the end.</summary>
internal sealed class Fatal : ILoggerFactory, ILogger
{
    private static int s_code;

    private Fatal()
    {
    }

    /// <summary>A log of which only failed listeners, which are errors, are looked at.</summary>
    public static ILoggerFactory Logs { get; } = new Fatal();

    public static int ExitCode => Volatile.Read(ref s_code);

    public static void Watch()
    {
        AppDomain.CurrentDomain.UnhandledException += static (_, args) => End(args.ExceptionObject);
        TaskScheduler.UnobservedTaskException += static (_, args) => End(args.Exception);
    }

    /// <summary>Looks for what was never looked at.</summary>
    public static void Collect()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            End($"{formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }

    private static void End(object what)
    {
        if (Interlocked.Exchange(ref s_code, 1) == 0)
        {
            Line.Write(json => json.WriteString("fatal"u8, what.ToString()));
            Environment.Exit(1);
        }
    }
}
