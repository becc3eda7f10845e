using Sockeye.Client.Transports;
using Sockeye.Hooks;

namespace Sockeye.Client.Sockets;

/// <summary>
/// Delivers things to the application one after the other, in order, and so that reading never waits for it. It runs on the thread pool,
/// which may be the thread that has read (<see cref="AfterRead"/>), or in the context that the options set. A slow listener holds up only
/// what is behind it in the same pump.
/// </summary>
/// <remarks>
/// It runs if and only if <see cref="_isRunning"/> is set. The field is set and cleared under the lock, in the same step as the look at the
/// queue. So nothing stays behind in the queue, and no two threads deliver.
/// </remarks>
/// <param name="options">The context in which listeners run.</param>
/// <param name="deliver">Starts the listeners. It does not throw.</param>
/// <param name="failures">Called if nothing can be delivered, because the context of the application refuses.</param>
/// <param name="discard">Called for everything that waits then. It does not throw.</param>
/// <param name="mostWaiting">How many things may wait, if the caller of <see cref="Post"/> has no bound of its own.</param>
internal sealed class EventPump<T>(SocketIOClientOptions options, Func<T, Task?> deliver, IListenerFailures failures, Action<T>? discard = null, int mostWaiting = int.MaxValue) : IThreadPoolWorkItem
{
    // After this many, a busy pump gives the thread to others.
    private const int MostAtOnce = 64;

    private readonly Queue<T> _waiting = new();
    private readonly Lock _gate = new();
    private bool _isRunning;

    /// <summary>How many things wait, including the one that is being delivered.</summary>
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
            // The window is closed, for example. Nothing can be delivered there any more.
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
                // Without the context, which may refuse by then. The context is used in a place that catches that.
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
