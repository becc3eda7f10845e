using Sockeye.Engine.Timing;

namespace Sockeye.Connections;

/// <summary>
/// The packets of all connections that wait for their attachments, those that wait longest first, within <see cref="SocketIOOptions.MaxIncompletePacketBytes"/>. Where they hold more, the
/// oldest go, with their connections: a packet of an honest client waits for a moment, one that is only meant to take memory stays. Thread-safe.
/// </summary>
internal sealed class IncompletePackets(long limit, TimeSpan timeout, TimerWheel timers)
{
    private readonly Lock _gate = new();
    private IncompletePacket? _oldest;
    private IncompletePacket? _newest;
    private long _bytes;

    /// <summary>What they may hold.</summary>
    public long Limit => limit;

    /// <summary>What they hold.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>A packet has come that waits for attachments, or one of them. Its time runs from the first of these on.</summary>
    public void Grow(IncompletePacket packet, int bytes)
    {
        bool isNew;
        bool isFull;
        lock (_gate)
        {
            isNew = !packet.IsListed;
            if (isNew)
            {
                Append(packet);
            }

            packet.Bytes += bytes;
            _bytes += bytes;
            isFull = _bytes > limit;
        }

        if (isNew)
        {
            timers.Schedule(packet, timeout);
        }

        // Outside the lock: the end of a connection is told to the application.
        while (isFull && TakeSurplus() is { } surplus)
        {
            surplus.Drop();
        }
    }

    /// <summary>The packet is complete, or is not waited for any more.</summary>
    public void Remove(IncompletePacket packet)
    {
        lock (_gate)
        {
            if (!packet.IsListed)
            {
                return;
            }

            Unlink(packet);
        }

        timers.Cancel(packet);
    }

    private IncompletePacket? TakeSurplus()
    {
        IncompletePacket? surplus;
        lock (_gate)
        {
            surplus = _bytes > limit ? _oldest : null;
            if (surplus is null)
            {
                return null;
            }

            Unlink(surplus);
        }

        timers.Cancel(surplus);
        return surplus;
    }

    private void Append(IncompletePacket packet)
    {
        packet.IsListed = true;
        packet.Older = _newest;
        if (_newest is null)
        {
            _oldest = packet;
        }
        else
        {
            _newest.Newer = packet;
        }

        _newest = packet;
    }

    private void Unlink(IncompletePacket packet)
    {
        if (packet.Older is null)
        {
            _oldest = packet.Newer;
        }
        else
        {
            packet.Older.Newer = packet.Newer;
        }

        if (packet.Newer is null)
        {
            _newest = packet.Older;
        }
        else
        {
            packet.Newer.Older = packet.Older;
        }

        _bytes -= packet.Bytes;
        packet.Bytes = 0;
        packet.Older = null;
        packet.Newer = null;
        packet.IsListed = false;
    }
}
