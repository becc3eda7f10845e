namespace Sockeye.Engine.Delivery;

/// <summary>
/// The send queue of a session, with its limits. Packets that were taken out count until they are written, because a network that takes
/// nothing must not make room. A mutable value, guarded by the gate of the session.
/// </summary>
internal struct BoundedOutbox
{
    private const int Share = 16;

    private Outbox _queued;
    private long _bytesInFlight;
    private int _packetsInFlight;

    public readonly bool IsEmpty => _queued.IsEmpty;

    /// <summary>How many packets wait that are not being written yet.</summary>
    public readonly int QueuedCount => _queued.Count;

    public readonly bool HasMostPackets(EngineOptions options) => _queued.Count + _packetsInFlight >= options.MaxBufferedPackets;

    /// <summary>Whether so little waits that the client keeps up.</summary>
    public readonly bool HasRoom(EngineOptions options) =>
        _queued.Bytes + _bytesInFlight <= options.MaxBufferedBytes / Share && _queued.Count + _packetsInFlight <= options.MaxBufferedPackets / Share;

    public bool TryAdd(EncodedPacket packet, EngineOptions options)
    {
        // If nothing waits, a packet of any size is accepted, because a large packet does not mean a slow reader.
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
