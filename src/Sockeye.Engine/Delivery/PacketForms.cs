namespace Sockeye.Engine.Delivery;

/// <summary>The forms of a packet that not every receiver needs, each made when the first one does. Most packets have none.</summary>
internal sealed class PacketForms
{
    private byte[]? _polling;
    private EncodedPacket? _uncompressed;

    /// <summary>Whether a transport that compresses may compress the packet.</summary>
    public bool IsCompressible { get; init; } = true;

    /// <summary>The packet as it stands in a polling payload.</summary>
    public byte[] GetPolling(EncodedPacket packet) =>
        Volatile.Read(ref _polling) ?? Interlocked.CompareExchange(ref _polling, packet.ToPollingForm(), null) ?? _polling;

    /// <summary>The packet, marked as not to be compressed.</summary>
    public EncodedPacket GetUncompressed(EncodedPacket packet) =>
        Volatile.Read(ref _uncompressed) ?? Interlocked.CompareExchange(ref _uncompressed, packet.ToUncompressed(), null) ?? _uncompressed;
}
