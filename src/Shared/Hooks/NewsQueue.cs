using Sockeye.Contexts;

namespace Sockeye.Hooks;

/// <summary>
/// Tells of what happens, one thing after the other in the order in which it was added: outside of all locks, in a <see cref="CleanContext"/>, by the thread that tells already if there is one. What is added while a
/// thing is told follows after it. No thread waits for another.
/// </summary>
/// <remarks>
/// The flag of the telling thread is cleared in the same step that finds the queue empty. A thread that adds something later finds the flag cleared, and tells it itself: nothing stays untold.
/// What telling throws is reported and ends nothing, because the flag would stay set, and all that follows untold.
/// </remarks>
internal sealed class NewsQueue<T>(Action<T> tell, string name, IListenerFailures failures)
{
    private readonly Queue<T> _waiting = new();
    private readonly Lock _gate = new();
    private bool _isTelling;
    private bool _isClosed;

    /// <summary>Adds a thing to tell. The caller may hold a lock of its own, which gives the order; <see cref="Tell"/> has to follow without it.</summary>
    public void Enqueue(T thing)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _waiting.Enqueue(thing);
            }
        }
    }

    /// <summary>Tells what waits, unless a thread does so already. Call it without a lock.</summary>
    public void Tell()
    {
        lock (_gate)
        {
            if (_isTelling || _waiting.Count == 0)
            {
                return;
            }

            _isTelling = true;
        }

        while (TryTake(out var next))
        {
            using var clean = CleanContext.Enter();
            try
            {
                tell(next);
            }
            catch (Exception exception)
            {
                failures.Report(name, exception);
            }
        }
    }

    /// <summary>Nothing more is told.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _waiting.Clear();
        }
    }

    private bool TryTake(out T next)
    {
        lock (_gate)
        {
            return _waiting.TryDequeue(out next!) || (_isTelling = false);
        }
    }
}
