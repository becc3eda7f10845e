using Sockeye.Contexts;

namespace Sockeye.Hooks;

/// <summary>
/// Reports things one after the other, in the order in which they were added: outside all locks, in a <see cref="CleanContext"/>, and by
/// the thread that already reports if there is one. What is added during a report follows after it. No thread waits for another.
/// </summary>
/// <remarks>
/// The flag of the reporting thread is cleared in the same step that finds the queue empty. A thread that adds something later finds the
/// flag cleared and reports it itself, so nothing is left in the queue. An exception is reported and does not end the loop, because
/// otherwise the flag would stay set and nothing more would be reported.
/// </remarks>
internal sealed class NewsQueue<T>(Action<T> tell, string name, IListenerFailures failures)
{
    private readonly Queue<T> _waiting = new();
    private readonly Lock _gate = new();
    private bool _isTelling;
    private bool _isClosed;

    /// <summary>
    /// Adds a thing to report. The caller may hold its own lock, which decides the order. <see cref="Tell"/> has to follow without that
    /// lock.
    /// </summary>
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

    /// <summary>Reports what waits, unless a thread already does so. Call it without a lock.</summary>
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

    /// <summary>Ends all reports.</summary>
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
