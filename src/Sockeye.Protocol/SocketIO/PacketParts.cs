namespace Sockeye.Protocol.SocketIO;

/// <summary>A text message taken apart, its payload not yet looked at.</summary>
internal ref struct PacketParts
{
    public PacketType Type;
    public int Attachments;
    public ReadOnlySpan<byte> Namespace;
    public long Id;
    public ReadOnlySpan<byte> Payload;
}
