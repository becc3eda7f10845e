namespace Sockeye.Samples.Chat;

/// <summary>Does something a little later, once for all that asked for it meanwhile.</summary>
internal sealed partial class Coalescer : IDisposable
{
    private readonly Func<Task> _action;
    private readonly TimeSpan _delay;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private int _requested;

    public Coalescer(Func<Task> action, TimeSpan delay, TimeProvider time, ILogger logger)
    {
        _action = action;
        _delay = delay;
        _logger = logger;
        _timer = time.CreateTimer(static state => _ = ((Coalescer)state!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Request()
    {
        if (Interlocked.Exchange(ref _requested, 1) == 0)
        {
            _timer.Change(_delay, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private async Task Run()
    {
        Volatile.Write(ref _requested, 0);
        try
        {
            await _action();
        }
        catch (Exception exception)
        {
            Log.Failed(_logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "News could not be sent.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
