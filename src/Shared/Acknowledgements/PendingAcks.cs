using System.Diagnostics.CodeAnalysis;
using Sockeye.Timing;

namespace Sockeye.Sockets;

/// <summary>The answers that a socket waits for. While there are none, no table is kept.</summary>
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

    /// <summary>Whether an answer is still awaited.</summary>
    public bool Contains(long id)
    {
        lock (this)
        {
            return _pending?.ContainsKey(id) == true;
        }
    }

    /// <summary>Called when the connection is lost, because what was sent gets no answer any more.</summary>
    /// <param name="timers">The timer wheel of the acknowledgements.</param>
    /// <param name="unsent">The ids whose events were not sent yet, and may still be.</param>
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

    /// <summary>Called when the socket has disconnected, because no answer can come any more.</summary>
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
