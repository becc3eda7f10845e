namespace Sockeye.Engine.Delivery;

/// <summary>
/// Packets that are being written, and the position that has been reached. What the network does not take stays in the packets that all
/// recipients share, so a slow reader costs a position and not a copy. A mutable value: pass it by reference.
/// </summary>
internal struct UnsentPackets(Outbox packets)
{
    private Outbox _packets = packets;
    private int _index;
    private int _offset;

    public readonly bool IsEmpty => _index == _packets.Count;

    /// <summary>Whether the next packet is the last one.</summary>
    public readonly bool IsLast => _index == _packets.Count - 1;

    /// <summary>The rest of the next packet.</summary>
    public readonly ReadOnlyMemory<byte> Next => _packets[_index].Frames[_offset..];

    /// <summary>The size of all packets.</summary>
    public readonly long Bytes => _packets.Bytes;

    /// <summary>Copies unsent bytes, as many as fit.</summary>
    /// <param name="destination">The buffer to copy to.</param>
    /// <param name="largest">Copying stops at a packet that has more bytes left than this.</param>
    /// <returns>How many bytes were copied. They still count as unsent.</returns>
    public readonly int CopyTo(Span<byte> destination, int largest = int.MaxValue)
    {
        int copied = 0;
        int offset = _offset;
        for (int i = _index; i < _packets.Count; i++)
        {
            ReadOnlySpan<byte> left = _packets[i].FramesSpan[offset..];
            offset = 0;
            int room = destination.Length - copied;
            if (room == 0 || left.Length > largest)
            {
                break;
            }

            left = left.Length > room ? left[..room] : left;
            left.CopyTo(destination[copied..]);
            copied += left.Length;
        }

        return copied;
    }

    /// <summary>Moves the position after bytes were sent.</summary>
    public void Advance(int count)
    {
        while (count > 0)
        {
            int left = _packets[_index].Size - _offset;
            if (count < left)
            {
                _offset += count;
                return;
            }

            count -= left;
            _offset = 0;
            _index++;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Release()
    {
        _packets.Release();
        _index = 0;
        _offset = 0;
    }
}
