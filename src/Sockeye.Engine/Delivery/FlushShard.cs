using Sockeye.Engine.Sessions;
using Sockeye.EventLoops;

namespace Sockeye.Engine.Delivery;

/// <summary>
/// Sessions with something to write, and the work item that goes through them. It waits behind the reads that are ready already - on an event loop or, if none runs, on the
/// thread pool -, so that under load messages gather in the outboxes and leave in one write.
/// </summary>
/// <remarks>
/// While sessions wait, an item is queued or about to be: the thread that finds the stack empty queues one, and an item that leaves sessions behind queues the next before it
/// flushes, because a session's hook may block. So the rest can go on elsewhere.
/// </remarks>
internal sealed class FlushShard : IThreadPoolWorkItem
{
    // So many sessions go before the sockets are looked at again: what comes meanwhile leaves together with what waits.
    private const int MostAtOnce = 64;

    private readonly Lock _gate = new();

    // An intrusive stack: to mark a session dirty takes one compare-and-swap and allocates nothing. A session is in it at
    // most once, which its own dirty flag sees to.
    private EngineSession? _head;

    // Those taken from the stack, in their order of arrival. Under the gate.
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
                // So many are worth waking another thread for.
                EventLoop.TryShare(this);
                return;
            }

            session = TakeNext(out _);
        }
    }

    // One at a time, since another thread may go on with the others. The session may be marked again as soon as it is flushed.
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
