using Sockeye.Client.Transports;
using Sockeye.Hooks;

namespace Sockeye.Client.Sockets;

/// <summary>
/// Hands what happened to the application, one thing after the other, in order, and never so that reading waits for it: on the thread pool, which may be the thread that has read (<see cref="AfterRead"/>), or
/// where the options say. A slow listener holds up only what stands behind it in the same pump.
/// </summary>
/// <remarks>
/// It runs if and only if <see cref="_isRunning"/> is set, which is set and cleared under the lock together with the look at the queue: nothing that was posted stays behind, and no two threads deliver.
/// </remarks>
/// <param name="options">Where listeners run.</param>
/// <param name="deliver">Starts the listeners. It does not throw.</param>
/// <param name="failures">Hears if nothing can be delivered, because the application's own context refuses.</param>
/// <param name="discard">Gets what was posted until then. It does not throw.</param>
/// <param name="mostWaiting">How much may wait, if the one who posts knows no bound.</param>
internal sealed class EventPump<T>(SocketIOClientOptions options, Func<T, Task?> deliver, IListenerFailures failures, Action<T>? discard = null, int mostWaiting = int.MaxValue) : IThreadPoolWorkItem
{
    // A busy pump lets others have the thread after so many.
    private const int MostAtOnce = 64;

    private readonly Queue<T> _waiting = new();
    private readonly Lock _gate = new();
    private bool _isRunning;

    /// <summary>How many things wait, the one that is being handed over among them.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count + (_isRunning ? 1 : 0);
            }
        }
    }

    /// <summary>Adds a thing. It never calls the application, so the caller may hold a lock.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool Post(T thing)
    {
        lock (_gate)
        {
            if (_waiting.Count >= mostWaiting)
            {
                return false;
            }

            _waiting.Enqueue(thing);
            if (_isRunning)
            {
                return true;
            }

            _isRunning = true;
        }

        AfterRead.Listen(this);
        return true;
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            if (options.SynchronizationContext is { } context)
            {
                context.Post(static pump => ((EventPump<T>)pump!).Turn(), this);
            }
            else if (options.TaskScheduler is { } scheduler)
            {
                _ = Task.Factory.StartNew(static pump => ((EventPump<T>)pump!).Turn(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
            }
            else
            {
                Turn();
            }
        }
        catch (Exception exception)
        {
            // The window is closed, or the like: there is nobody left to hear it.
            failures.Report("deliver", exception);
            while (TryTake(out var next))
            {
                discard?.Invoke(next);
            }
        }
    }

    private void Turn()
    {
        for (var i = 0; i < MostAtOnce; i++)
        {
            if (!TryTake(out var next))
            {
                return;
            }

            if (deliver(next) is { IsCompleted: false } running && options.SerializeHandlers)
            {
                // Without the context, which may refuse by then: it is asked in a place that catches that.
                running.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(GoOn);
                return;
            }
        }

        GoOn();
    }

    private void GoOn() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private bool TryTake(out T next)
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out next!) || (_isRunning = false);
        }
    }
}
