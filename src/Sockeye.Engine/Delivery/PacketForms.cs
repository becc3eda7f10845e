namespace Sockeye.Engine.Delivery;

/// <summary>
/// The forms of a packet that not every recipient needs. Each is made when the first recipient needs it. Most packets have none.
/// </summary>
internal sealed class PacketForms
{
    private byte[]? _polling;
    private LegacyForms? _legacy;
    private EncodedPacket? _uncompressed;
    private Lazy<EncodedPacket>? _deflated;

    /// <summary>Whether a transport that compresses may compress the packet.</summary>
    public bool IsCompressible { get; init; } = true;

    /// <summary>The forms for clients of Engine.IO v3 and for those without binary frames.</summary>
    public LegacyForms Legacy => Volatile.Read(ref _legacy) ?? Interlocked.CompareExchange(ref _legacy, new LegacyForms(), null) ?? _legacy;

    /// <summary>The packet in the form of a polling payload.</summary>
    public byte[] GetPolling(EncodedPacket packet) =>
        Volatile.Read(ref _polling) ?? Interlocked.CompareExchange(ref _polling, packet.ToPollingForm(), null) ?? _polling;

    /// <summary>The packet, marked as not compressible.</summary>
    public EncodedPacket GetUncompressed(EncodedPacket packet) =>
        Volatile.Read(ref _uncompressed) ?? Interlocked.CompareExchange(ref _uncompressed, packet.ToUncompressed(), null) ?? _uncompressed;

    /// <summary>The packet in compressed frames. Unlike the other forms it is made only once, because making it is expensive.</summary>
    public EncodedPacket GetDeflated(EncodedPacket packet, PerMessageDeflateOptions options)
    {
        Lazy<EncodedPacket>? deflated = Volatile.Read(ref _deflated);
        if (deflated is null)
        {
            var mine = new Lazy<EncodedPacket>(() => packet.ToDeflated(options));
            deflated = Interlocked.CompareExchange(ref _deflated, mine, null) ?? mine;
        }

        return deflated.Value;
    }
}
