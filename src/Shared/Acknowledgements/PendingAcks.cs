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
            foreach (var ack in pending.Values)
            {
                timers.Cancel(ack);
                ack.Fail(new SocketDisconnectedException());
            }
        }
    }
}
