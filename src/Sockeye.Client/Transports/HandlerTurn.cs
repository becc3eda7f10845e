using Microsoft.Extensions.Logging;

namespace Sockeye.Client.Transports;

/// <summary>
/// Decides which thread may call the handler: one at a time, in the order in which they asked. A reader asks for the turn, then passes its
/// messages to the handler without copying them. What happens on other threads is posted. The thread that has the turn, or one of the pool,
/// then calls the handler for it.
/// </summary>
/// <remarks>
/// The turn is given up in the same step that finds no one waiting. A thread that comes later finds the turn free, so nothing is left
/// undone. A thread that posts never calls the handler itself, because it may hold locks.
/// </remarks>
internal sealed partial class HandlerTurn(IEngineHandler handler, ILogger logger) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<object> _waiting = new(); // a TaskCompletionSource of a reader, or an Action that calls the handler
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

    /// <summary>Calls the handler for what was posted meanwhile, and passes the turn on.</summary>
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

    /// <summary>Calls the handler. The caller must have the turn.</summary>
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

    /// <summary>Passes a message to the handler. The caller must have the turn.</summary>
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

    /// <summary>Calls the handler after all earlier calls. The caller may hold a lock, which decides the order.</summary>
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
        [LoggerMessage(180, LogLevel.Error, "A callback of a connection failed. The connection continues.")]
        public static partial void HandlerFailed(ILogger logger, Exception exception);
    }
}
