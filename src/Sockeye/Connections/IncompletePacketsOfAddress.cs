namespace Sockeye.Connections;

/// <summary>The packets of one address that wait for their attachments, the oldest first. A mutable value, under the lock of <see cref="IncompletePackets"/>.</summary>
internal struct IncompletePacketsOfAddress
{
    private IncompletePacket? _newest;

    /// <summary>The one that waits longest; <see langword="null"/> if none waits.</summary>
    public IncompletePacket? Oldest { get; private set; }

    /// <summary>What they hold.</summary>
    public long Bytes { get; private set; }

    /// <summary>The packet holds that much more.</summary>
    public void Grow(IncompletePacket packet, int bytes)
    {
        packet.Bytes += bytes;
        Bytes += bytes;
    }

    /// <summary>The packet begins to wait.</summary>
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

    /// <summary>The packet does not wait any more, and holds nothing.</summary>
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
