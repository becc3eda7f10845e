using System.Runtime.InteropServices;
using Sockeye.Addresses;
using Sockeye.Timing;

namespace Sockeye.Connections;

/// <summary>
/// The packets of all connections that wait for their attachments, within <see cref="SocketIOOptions.MaxIncompletePacketBytes"/>. If they
/// hold more, the address that holds most loses packets, oldest first, and their connections. So a machine that only wants to take memory
/// pays for it, and no other client does. Thread-safe.
/// </summary>
internal sealed class IncompletePackets(long limit, TimeSpan timeout, TimerWheel timers)
{
    private readonly Lock _gate = new();

    // An address without waiting packets is not in it.
    private readonly Dictionary<AddressBlock, IncompletePacketsOfAddress> _addresses = [];
    private long _bytes;

    /// <summary>How many bytes all packets may hold.</summary>
    public long Limit => limit;

    /// <summary>How many bytes all packets hold.</summary>
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

    /// <summary>How many addresses have waiting packets.</summary>
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

    /// <summary>
    /// Counts a packet that has come and waits for attachments, or one more of its attachments. The time of a packet runs from its first
    /// call.
    /// </summary>
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

        // Outside the lock, because disconnect handlers of the application run inside the call.
        while (isFull && TakeSurplus() is { } surplus)
        {
            surplus.Drop();
        }
    }

    /// <summary>Removes a packet that is complete or is no longer waited for.</summary>
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

            // All addresses are looked at, but each look ends a connection, which costs its client more.
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

    // Called under the lock.
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
