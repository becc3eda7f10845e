using Sockeye.Engine.Sessions;
using Sockeye.EventLoops;

namespace Sockeye.Engine.Delivery;

/// <summary>
/// Sessions that have something to write, and the work item that writes for them. It is queued behind the reads that are ready, on an event
/// loop or, if none runs, on the thread pool. So under load messages gather in the send queues and leave in one write.
/// </summary>
/// <remarks>
/// While sessions wait, a work item is queued or about to be queued. The thread that finds the stack empty queues one. An item that leaves
/// sessions behind queues the next item before it flushes, because a hook of a session may block. So another thread can continue with the
/// rest.
/// </remarks>
internal sealed class FlushShard : IThreadPoolWorkItem
{
    // After this many sessions the sockets are looked at again, so that what comes meanwhile leaves together with what waits.
    private const int MostAtOnce = 64;

    private readonly Lock _gate = new();

    // An intrusive stack: marking a session takes one compare-and-swap and allocates nothing. A session is in it at most once, which its
    // own dirty flag ensures.
    private EngineSession? _head;

    // The sessions that were taken from the stack, in order of arrival. Guarded by the gate.
    private EngineSession? _next;

    public void Add(EngineSession session)
    {
        EngineSession? head = Volatile.Read(ref _head);
        while (true)
        {
            session.NextDirty = head;
            EngineSession? seen = Interlocked.CompareExchange(ref _head, session, head);
            if (seen == head)
            {
                break;
            }

            head = seen;
        }

        if (head is null)
        {
            EventLoop.Defer(this);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        EngineSession? session = TakeNext(out bool isLast);
        if (!isLast)
        {
            EventLoop.Defer(this);
        }

        for (int flushed = 1; session is not null; flushed++)
        {
            session.FlushDirty();
            if (flushed == MostAtOnce)
            {
                // This many sessions are worth waking another thread.
                EventLoop.TryShare(this);
                return;
            }

            session = TakeNext(out _);
        }
    }

    // One at a time, because another thread may continue with the others. A session may be marked again as soon as it is flushed.
    private EngineSession? TakeNext(out bool isLast)
    {
        lock (_gate)
        {
            EngineSession? session = _next ?? InOrderOfArrival(Interlocked.Exchange(ref _head, null));
            _next = session?.NextDirty;
            isLast = _next is null && Volatile.Read(ref _head) is null;
            if (session is not null)
            {
                session.NextDirty = null;
            }

            return session;
        }
    }

    private static EngineSession? InOrderOfArrival(EngineSession? stack)
    {
        EngineSession? list = null;
        while (stack is not null)
        {
            EngineSession? next = stack.NextDirty;
            stack.NextDirty = list;
            list = stack;
            stack = next;
        }

        return list;
    }
}
