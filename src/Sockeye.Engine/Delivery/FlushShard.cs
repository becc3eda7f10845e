using Sockeye.Engine.Sessions;

namespace Sockeye.Engine.Delivery;

/// <summary>
/// Sessions with something to write, and the one work item that goes through them. It waits on the thread pool behind the
/// reads that are ready already, so that under load messages gather in the outboxes and leave in one write.
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

        if (head is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        EngineSession? session = InOrderOfArrival(Interlocked.Exchange(ref _head, null));
        while (session is not null)
        {
            EngineSession? next = session.NextDirty;
            session.NextDirty = null;
            session.FlushDirty();
            session = next;
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
