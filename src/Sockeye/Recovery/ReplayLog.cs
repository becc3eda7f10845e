using Sockeye.Timing;

namespace Sockeye.Recovery;

/// <summary>
/// The recent events of one namespace, for clients that come back. It is limited in the number of events, in their age, and in the bytes of
/// the whole server. Its lock also orders sending: an event gets its position, is kept and is queued for its recipients in one step, so
/// that the last position of a client says exactly what it has got.
/// </summary>
internal sealed class ReplayLog(Namespace ns, RecoveryOptions options, RecoveryBudget budget) : WheelTimer
{
    private readonly Queue<Entry> _entries = new();
    private readonly Offset _offset = new();
    private long _position;
    private long _forgotten;
    private bool _sweeping;

    public Lock Gate { get; } = new();

    /// <summary>The position of the newest event.</summary>
    public long Position => _position;

    /// <summary>The name of the next position. Call it under the lock, followed by <see cref="Add"/>.</summary>
    public string NextOffset() => _offset.Format(_position + 1);

    public void Add(EventPacket packet, BroadcastOptions sendOptions)
    {
        _position++;
        _entries.Enqueue(new Entry(_position, packet, sendOptions, ns.Server.Time.GetTimestamp()));
        budget.AddBytes(packet.Encoded.Size);
        Forget();
        if (!_sweeping)
        {
            _sweeping = true;
            ns.Server.Timers.Schedule(this, options.MaxDisconnectionDuration);
        }
    }

    /// <summary>Finds the position at which the missed events of a session begin. Call it under the lock.</summary>
    /// <param name="session">The session.</param>
    /// <param name="offset">The last position that the client has seen; <see langword="null"/> if it has seen none.</param>
    /// <param name="from">The position before the first missed event.</param>
    /// <returns>Whether the offset belongs to this log.</returns>
    public bool TryFindStart(RecoverySession session, string? offset, out long from)
    {
        from = session.Start;
        if (offset is not null)
        {
            if (!_offset.TryParse(offset, out var seen) || seen > _position)
            {
                return false;
            }

            // A client keeps its last offset beyond the end of a session. It missed nothing from before this session began.
            from = Math.Max(from, seen);
        }

        // The client has seen everything that was sent to it. So only events after its end were missed, however old its last event is.
        if (from >= session.Sent)
        {
            from = Math.Max(from, session.End);
        }

        return true;
    }

    /// <summary>Gets the events that a session has missed. Call it under the lock.</summary>
    /// <returns>Whether all of them are still there and within the limit.</returns>
    public bool TryFindMissed(RecoverySession session, long from, out List<MissedEvent> missed)
    {
        missed = [];
        if (from < _forgotten)
        {
            return false;
        }

        long bytes = 0;
        foreach (var entry in _entries)
        {
            if (entry.Position > from && IsFor(session, entry.Options))
            {
                missed.Add(new MissedEvent(entry.Position, entry.Packet));
                bytes += entry.Packet.Encoded.Size;
                if (bytes > options.MaxBytesPerSession)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Called when the namespace is removed.</summary>
    public void Close()
    {
        lock (Gate)
        {
            while (_entries.Count > 0)
            {
                ForgetOldest();
            }

            ns.Server.Timers.Cancel(this);
        }
    }

    protected override void OnElapsed()
    {
        lock (Gate)
        {
            Forget();
            _sweeping = _entries.Count > 0;
            if (_sweeping)
            {
                ns.Server.Timers.Schedule(this, options.MaxDisconnectionDuration);
            }
        }
    }

    private static bool IsFor(RecoverySession session, BroadcastOptions sendOptions) =>
        (sendOptions.Rooms.Count == 0 || session.IsInAny(sendOptions.Rooms)) && !session.IsInAny(sendOptions.Except);

    private void Forget()
    {
        while (_entries.TryPeek(out var oldest)
            && (_entries.Count > options.MaxPackets
                || budget.IsOverBytes
                || ns.Server.Time.GetElapsedTime(oldest.Time) > options.MaxDisconnectionDuration))
        {
            ForgetOldest();
        }
    }

    private void ForgetOldest()
    {
        var oldest = _entries.Dequeue();
        _forgotten = oldest.Position;
        budget.AddBytes(-oldest.Packet.Encoded.Size);
    }

    private readonly record struct Entry(long Position, EventPacket Packet, BroadcastOptions Options, long Time);
}
