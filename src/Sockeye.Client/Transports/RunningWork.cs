using Microsoft.Extensions.Logging;

namespace Sockeye.Client.Transports;

/// <summary>Counts everything that runs for a connection, so that it is known when nothing runs any more.</summary>
/// <remarks>
/// The connection itself counts as one until it is closed. Nothing is started after that, so the count reaches zero exactly once.
/// </remarks>
internal sealed partial class RunningWork(ILogger logger, Action<Exception> failed)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count = 1;

    /// <summary>Completes when nothing runs any more. It never fails.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts work on the thread pool, without the execution context of the caller. The caller may hold a lock.</summary>
    public void Start(Func<Task> work)
    {
        Hold();
        ThreadPool.UnsafeQueueUserWorkItem(static item => _ = item.Self.RunAsync(item.work), (Self: this, work), preferLocal: false);
    }

    /// <summary>
    /// Creates an object that starts the same work repeatedly without an allocation each time. If the thread that reads starts it, the work
    /// runs on that thread after the read.
    /// </summary>
    public Repeated Repeat(Func<Task> work) => new(this, work);

    /// <summary>Counts one more, until <see cref="Release"/>.</summary>
    public void Hold() => Interlocked.Increment(ref _count);

    public void Release()
    {
        if (Interlocked.Decrement(ref _count) == 0)
        {
            _completion.SetResult();
        }
    }

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A fault of the client, or of a callback of the application. The session cannot be trusted any more.
            Log.Failed(logger, exception);
            failed(exception);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Work that is started repeatedly, but never before it has ended.</summary>
    internal sealed class Repeated(RunningWork owner, Func<Task> work) : IThreadPoolWorkItem
    {
        public void Start()
        {
            owner.Hold();
            AfterRead.Write(this);
        }

        void IThreadPoolWorkItem.Execute() => _ = owner.RunAsync(work);
    }

    private static partial class Log
    {
        [LoggerMessage(182, LogLevel.Error, "A connection has failed because of an internal error.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
