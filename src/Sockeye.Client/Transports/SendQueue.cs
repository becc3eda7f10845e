namespace Sockeye.Client.Transports;

/// <summary>
/// The packets that wait to be sent, and the number of bytes of those and of the packets that are being sent. Its owner holds a lock around
/// all calls.
/// </summary>
internal sealed class SendQueue
{
    private readonly Queue<OutgoingPacket> _packets = new();
    private OutgoingPacket? _first;
    private long _bytesBeingSent;
    private bool _hasPong;

    public bool IsEmpty => _packets.Count == 0 && _first is null;

    public long Bytes { get; private set; }

    /// <summary>Adds a packet, with its attachments behind it.</summary>
    public void Add(in OutgoingPacket packet)
    {
        _packets.Enqueue(packet with { Attachments = [] });
        foreach (var attachment in packet.Attachments)
        {
            _packets.Enqueue(new OutgoingPacket(attachment, IsBinary: true, [], packet.Compress));
        }

        Bytes += packet.Size;
    }

    /// <summary>
    /// Adds the answer to a ping, unless one has been added since packets were last taken. So a server that sends pings but reads nothing
    /// cannot fill the queue.
    /// </summary>
    public void AddPong(in OutgoingPacket pong)
    {
        if (!_hasPong)
        {
            _hasPong = true;
            Add(pong);
        }
    }

    /// <summary>Puts a packet before all others.</summary>
    public void AddFirst(in OutgoingPacket packet)
    {
        _first = packet;
        Bytes += packet.Size;
    }

    /// <summary>Takes the next packets to send together. The caller sends them, then calls <see cref="Sent"/>.</summary>
    /// <param name="maxPayload">
    /// The size of the largest body that the server accepts, if the packets become one; 0 if there is no limit. A larger packet is sent
    /// alone.
    /// </param>
    public OutgoingPacket[] Take(long maxPayload)
    {
        var count = maxPayload > 0 ? CountWithin(maxPayload) : _packets.Count;
        var taken = new List<OutgoingPacket>(count + 1);
        _hasPong = false;
        if (_first is { } first)
        {
            taken.Add(first);
            _first = null;
        }

        for (; count > 0; count--)
        {
            taken.Add(_packets.Dequeue());
        }

        foreach (var packet in taken)
        {
            _bytesBeingSent += packet.Size;
        }

        return [.. taken];
    }

    /// <summary>Called when the packets that were taken have been passed to the network.</summary>
    public void Sent()
    {
        Bytes -= _bytesBeingSent;
        _bytesBeingSent = 0;
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        _packets.Clear();
        _first = null;
        Bytes = 0;
        _bytesBeingSent = 0;
    }

    private int CountWithin(long maxPayload)
    {
        var count = 0;
        long length = 0;
        foreach (var packet in _packets)
        {
            length += PollingPayload.GetLength(packet) + (count > 0 ? 1 : 0);
            if (count > 0 && length > maxPayload)
            {
                break;
            }

            count++;
        }

        return count;
    }
}
