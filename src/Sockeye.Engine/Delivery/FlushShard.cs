using Sockeye.Engine.EventLoops;
using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Delivery;

/// <summary>
/// Sessions with something to write, and the one work item that goes through them. It waits behind the reads that are ready already - on the event loop, or on the
/// thread pool -, so that under load messages gather in the outboxes and leave in one write.
/// </summary>
internal sealed class FlushShard : IThreadPoolWorkItem
{
    // An intrusive stack: to mark a session dirty takes one compare-and-swap and allocates nothing. A session is in it at
    // most once, which its own dirty flag sees to.
    private EngineSession? _head;

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

        if (head is null && !EventLoopThread.TryDefer(this))
        {
            Post();
        }
    }

    /// <summary>Has the thread pool flush it.</summary>
    public void Post() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Takes the sessions that wait: the first of them, which is linked to the others.</summary>
    public EngineSession? Take() => InOrderOfArrival(Interlocked.Exchange(ref _head, null));

    /// <summary>Separates the first of the sessions, which may be marked again as soon as it is flushed.</summary>
    /// <returns>The others.</returns>
    public static EngineSession? Detach(EngineSession session)
    {
        EngineSession? others = session.NextDirty;
        session.NextDirty = null;
        return others;
    }

    /// <summary>Writes what waits in all of the sessions.</summary>
    public static void FlushAll(EngineSession? session)
    {
        while (session is not null)
        {
            EngineSession? others = Detach(session);
            session.FlushDirty();
            session = others;
        }
    }

    void IThreadPoolWorkItem.Execute() => FlushAll(Take());

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
