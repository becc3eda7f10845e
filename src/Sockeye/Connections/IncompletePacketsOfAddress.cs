namespace Sockeye.Connections;

/// <summary>
/// The packets of one address that wait for their attachments, oldest first. A mutable value, guarded by the lock of
/// <see cref="IncompletePackets"/>.
/// </summary>
internal struct IncompletePacketsOfAddress
{
    private IncompletePacket? _newest;

    /// <summary>The packet that has waited longest; <see langword="null"/> if none waits.</summary>
    public IncompletePacket? Oldest { get; private set; }

    /// <summary>How many bytes the packets hold.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds bytes to a packet.</summary>
    public void Grow(IncompletePacket packet, int bytes)
    {
        packet.Bytes += bytes;
        Bytes += bytes;
    }

    /// <summary>Adds a packet that begins to wait.</summary>
    public void Append(IncompletePacket packet)
    {
        packet.IsListed = true;
        packet.Older = _newest;
        if (_newest is null)
        {
            Oldest = packet;
        }
        else
        {
            _newest.Newer = packet;
        }

        _newest = packet;
    }

    /// <summary>Removes a packet that no longer waits.</summary>
    public void Unlink(IncompletePacket packet)
    {
        if (packet.Older is null)
        {
            Oldest = packet.Newer;
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

        Bytes -= packet.Bytes;
        packet.Bytes = 0;
        packet.Older = null;
        packet.Newer = null;
        packet.IsListed = false;
    }
}
