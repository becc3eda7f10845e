using System.Buffers;

namespace Sockeye.Engine.Delivery;

/// <summary>
/// Packets on their way out, in order. Everything is taken at once, so it is a list and not a ring; the one packet that
/// mostly waits needs no array, and while nothing waits none is held. A mutable value: pass it by reference.
/// </summary>
internal struct Outbox
{
    private const int FirstCapacity = 8;

    private EncodedPacket? _first;
    private EncodedPacket?[]? _rest;

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public readonly bool IsEmpty => Count == 0;

    public readonly EncodedPacket this[int index] => index == 0 ? _first! : _rest![index - 1]!;

    public void Add(EncodedPacket packet)
    {
        if (Count == 0)
        {
            _first = packet;
        }
        else
        {
            int index = Count - 1;
            if (_rest is null || index == _rest.Length)
            {
                Grow();
            }

            _rest![index] = packet;
        }

        Count++;
        Bytes += packet.Size;
    }

    /// <summary>Moves everything out.</summary>
    public Outbox Take()
    {
        Outbox taken = this;
        this = default;
        return taken;
    }

    /// <summary>Frames everything for a WebSocket of that format. It takes of the limits what it took before.</summary>
    public void FrameFor(WireFormat format)
    {
        if (format == WireFormat.V4 || Count == 0)
        {
            return;
        }

        _first = _first!.FramedFor(format);
        for (int i = 0; i < Count - 1; i++)
        {
            _rest![i] = _rest[i]!.FramedFor(format);
        }
    }

    /// <summary>Puts the compressed forms in the place of the packets that are large enough and may be compressed.</summary>
    public void Deflate(PerMessageDeflateOptions options)
    {
        for (int i = 0; i < Count; i++)
        {
            EncodedPacket packet = this[i];
            if (packet.Size >= options.Threshold && packet.IsCompressible)
            {
                Bytes -= packet.Size;
                packet = packet.GetDeflated(options);
                Bytes += packet.Size;
                (i == 0 ? ref _first : ref _rest![i - 1]) = packet;
            }
        }
    }

    /// <summary>Forgets everything and gives the array back.</summary>
    public void Release()
    {
        EncodedPacket?[]? rest = _rest;
        int used = Count - 1;
        this = default;
        if (rest is not null)
        {
            Return(rest, used);
        }
    }

    private static void Return(EncodedPacket?[] items, int used)
    {
        Array.Clear(items, 0, used);
        ArrayPool<EncodedPacket?>.Shared.Return(items);
    }

    private void Grow()
    {
        EncodedPacket?[]? old = _rest;
        _rest = ArrayPool<EncodedPacket?>.Shared.Rent(old is null ? FirstCapacity : old.Length * 2);
        if (old is not null)
        {
            Array.Copy(old, _rest, old.Length);
            Return(old, old.Length);
        }
    }
}
