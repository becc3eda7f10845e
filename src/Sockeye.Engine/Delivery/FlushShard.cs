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

    /// <summary>Takes the sessions that wait, for <see cref="FlushFirst"/>.</summary>
    public EngineSession? Take() => InOrderOfArrival(Interlocked.Exchange(ref _head, null));

    /// <summary>Writes what waits in the first of the sessions.</summary>
    /// <returns>The others.</returns>
    public static EngineSession? FlushFirst(EngineSession session)
    {
        EngineSession? others = session.NextDirty;
        session.NextDirty = null;
        session.FlushDirty();
        return others;
    }

    void IThreadPoolWorkItem.Execute()
    {
        EngineSession? session = Take();
        while (session is not null)
        {
            session = FlushFirst(session);
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
