using System.Buffers;

namespace Sockeye.Engine.Delivery;

/// <summary>
/// Packets to send, in order. It is a list and not a ring buffer, because everything is taken at once. A single packet, which is the usual
/// case, needs no array, and an empty list holds none. A mutable value: pass it by reference.
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

    /// <summary>Moves all packets out.</summary>
    public Outbox Take()
    {
        Outbox taken = this;
        this = default;
        return taken;
    }

    /// <summary>Changes all packets to WebSocket frames of a format. They count against the limits as before.</summary>
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

    /// <summary>Replaces packets that are large enough and may be compressed by their compressed forms.</summary>
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

    /// <summary>Forgets everything and returns the array to the pool.</summary>
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
