using System.Diagnostics.CodeAnalysis;
using Sockeye.Timing;

namespace Sockeye.Sockets;

/// <summary>The answers that one socket owes. No table is kept while it owes none.</summary>
internal sealed class PendingAcks
{
    private Dictionary<long, PendingAck>? _pending;
    private bool _closed;

    public int Count
    {
        get
        {
            lock (this)
            {
                return _pending?.Count ?? 0;
            }
        }
    }

    public bool TryAdd(PendingAck ack)
    {
        lock (this)
        {
            if (_closed)
            {
                return false;
            }

            (_pending ??= []).Add(ack.Id, ack);
            return true;
        }
    }

    public bool TryRemove(long id, [NotNullWhen(true)] out PendingAck? ack)
    {
        lock (this)
        {
            ack = null;
            if (_pending is null || !_pending.Remove(id, out ack))
            {
                return false;
            }

            if (_pending.Count == 0)
            {
                _pending = null;
            }

            return true;
        }
    }

    /// <summary>Whether an answer is still waited for.</summary>
    public bool Contains(long id)
    {
        lock (this)
        {
            return _pending?.ContainsKey(id) == true;
        }
    }

    /// <summary>The connection is lost: what was sent is not answered any more.</summary>
    /// <param name="timers">The wheel on which the acknowledgements wait.</param>
    /// <param name="unsent">Those whose events were not sent, and may still be.</param>
    public void Lose(TimerWheel timers, HashSet<long> unsent)
    {
        List<PendingAck> lost;
        lock (this)
        {
            if (_pending is null)
            {
                return;
            }

            lost = [.. _pending.Values.Where(ack => !unsent.Contains(ack.Id))];
            foreach (var ack in lost)
            {
                _pending.Remove(ack.Id);
            }

            if (_pending.Count == 0)
            {
                _pending = null;
            }
        }

        Fail(lost, timers);
    }

    /// <summary>The socket is gone: nobody will answer any more.</summary>
    public void Close(TimerWheel timers)
    {
        Dictionary<long, PendingAck>? pending;
        lock (this)
        {
            _closed = true;
            pending = _pending;
            _pending = null;
        }

        if (pending is not null)
        {
            Fail(pending.Values, timers);
        }
    }

    private static void Fail(IEnumerable<PendingAck> lost, TimerWheel timers)
    {
        foreach (var ack in lost)
        {
            timers.Cancel(ack);
            ack.Fail(new SocketDisconnectedException());
        }
    }
}
