using Microsoft.Extensions.Logging;

namespace Sockeye.Client.Transports;

/// <summary>
/// Who may call the handler: one at a time, in the order in which they asked. A reader asks for the turn, and then gives the handler its messages without copying them; what happens elsewhere is posted, and told
/// by the thread that has the turn, or by one of the pool.
/// </summary>
/// <remarks>
/// The turn is given up in the same step that finds nobody waiting. Who comes later finds it free, so nothing stays untold. The thread that posts never calls the handler itself: it may hold locks.
/// </remarks>
internal sealed partial class HandlerTurn(IEngineHandler handler, ILogger logger) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<object> _waiting = new(); // a TaskCompletionSource of a reader, or an Action to tell
    private bool _isTaken;

    /// <summary>Takes the turn. Give it back with <see cref="Exit"/>.</summary>
    public ValueTask EnterAsync()
    {
        lock (_gate)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return ValueTask.CompletedTask;
            }

            var reader = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(reader);
            return new ValueTask(reader.Task);
        }
    }

    /// <summary>Tells what was posted meanwhile, and gives the turn to the next.</summary>
    public void Exit()
    {
        while (TryTake(out var next))
        {
            if (next is TaskCompletionSource reader)
            {
                reader.SetResult();
                return;
            }

            Call((Action<IEngineHandler>)next);
        }
    }

    /// <summary>Calls the handler. For the one who has the turn.</summary>
    public void Call(Action<IEngineHandler> call)
    {
        try
        {
            call(handler);
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(logger, exception);
        }
    }

    /// <summary>Gives the handler a message. For the one who has the turn.</summary>
    public void CallMessage(ReadOnlySpan<byte> data, bool isBinary)
    {
        try
        {
            handler.OnMessage(data, isBinary);
        }
        catch (Exception exception)
        {
            Log.HandlerFailed(logger, exception);
        }
    }

    /// <summary>Tells something as soon as those before are done. The caller may hold a lock, which gives the order.</summary>
    public void Post(Action<IEngineHandler> call)
    {
        lock (_gate)
        {
            _waiting.Enqueue(call);
            if (_isTaken)
            {
                return;
            }

            _isTaken = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => Exit();

    private bool TryTake(out object next)
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out next!) || (_isTaken = false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(180, LogLevel.Error, "What a connection told the client failed. The connection goes on.")]
        public static partial void HandlerFailed(ILogger logger, Exception exception);
    }
}
