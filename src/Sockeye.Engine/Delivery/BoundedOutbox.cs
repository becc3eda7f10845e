namespace Sockeye.Engine.Delivery;

/// <summary>
/// The outbox of a session within its limits. What was taken out counts until it is written: a network that takes nothing
/// must not make room. A mutable value, under the session's gate.
/// </summary>
internal struct BoundedOutbox
{
    private const int Share = 16;

    private Outbox _queued;
    private long _bytesInFlight;
    private int _packetsInFlight;

    public readonly bool IsEmpty => _queued.IsEmpty;

    /// <summary>How many packets wait that nobody has begun to write.</summary>
    public readonly int QueuedCount => _queued.Count;

    public readonly bool HasMostPackets(EngineOptions options) => _queued.Count + _packetsInFlight >= options.MaxBufferedPackets;

    /// <summary>Whether so little waits that the client keeps up.</summary>
    public readonly bool HasRoom(EngineOptions options) =>
        _queued.Bytes + _bytesInFlight <= options.MaxBufferedBytes / Share && _queued.Count + _packetsInFlight <= options.MaxBufferedPackets / Share;

    public bool TryAdd(EncodedPacket packet, EngineOptions options)
    {
        // Where nothing waits, a packet of any size is taken: that it is large does not make the reader slow.
        if (_queued.Count + _packetsInFlight > 0
            && (HasMostPackets(options) || _queued.Bytes + _bytesInFlight + packet.Size > options.MaxBufferedBytes))
        {
            return false;
        }

        _queued.Add(packet);
        return true;
    }

    public Outbox Take()
    {
        _bytesInFlight += _queued.Bytes;
        _packetsInFlight += _queued.Count;
        return _queued.Take();
    }

    public void Written(long bytes, int packets)
    {
        _bytesInFlight -= bytes;
        _packetsInFlight -= packets;
    }

    public void Release() => _queued.Release();
}
