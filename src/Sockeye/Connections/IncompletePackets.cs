using System.Runtime.InteropServices;
using Sockeye.Addresses;
using Sockeye.Timing;

namespace Sockeye.Connections;

/// <summary>
/// The packets of all connections that wait for their attachments, within <see cref="SocketIOOptions.MaxIncompletePacketBytes"/>. If they hold more, those of the address that holds most go,
/// the oldest first, with their connections: one machine that is only out to take memory pays for it, and nobody else. Thread-safe.
/// </summary>
internal sealed class IncompletePackets(long limit, TimeSpan timeout, TimerWheel timers)
{
    private readonly Lock _gate = new();

    // An address of which no packet waits is not in it.
    private readonly Dictionary<AddressBlock, IncompletePacketsOfAddress> _addresses = [];
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

    /// <summary>How many addresses are known.</summary>
    public int AddressCount
    {
        get
        {
            lock (_gate)
            {
                return _addresses.Count;
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
            ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(_addresses, packet.Address, out _);
            isNew = !packet.IsListed;
            if (isNew)
            {
                own.Append(packet);
            }

            own.Grow(packet, bytes);
            _bytes += bytes;
            isFull = _bytes > limit;
        }

        if (isNew)
        {
            timers.Schedule(packet, timeout);
        }

        // Outside the lock: disconnect handlers of the application run in it.
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
        IncompletePacket? surplus = null;
        lock (_gate)
        {
            if (_bytes <= limit)
            {
                return null;
            }

            // All are looked at, but each look ends a connection: that costs its client more.
            long most = 0;
            foreach (var packets in _addresses.Values)
            {
                if (packets.Bytes > most)
                {
                    most = packets.Bytes;
                    surplus = packets.Oldest;
                }
            }

            Unlink(surplus!);
        }

        timers.Cancel(surplus!);
        return surplus;
    }

    // Under the lock.
    private void Unlink(IncompletePacket packet)
    {
        _bytes -= packet.Bytes;
        ref var own = ref CollectionsMarshal.GetValueRefOrNullRef(_addresses, packet.Address);
        own.Unlink(packet);
        if (own.Oldest is null)
        {
            _addresses.Remove(packet.Address);
        }
    }
}
