using Sockeye.Protocol.SocketIO;

namespace Sockeye.Connections;

/// <summary>A packet that is handled later. It is a copy of what was read.</summary>
internal readonly struct WaitingPacket(in Packet packet)
{
    // The memory that a packet takes besides its bytes.
    private const int Overhead = 100;

    private readonly PacketType _type = packet.Type;
    private readonly byte[] _namespace = packet.Namespace.ToArray();
    private readonly long _id = packet.Id;
    private readonly byte[] _payload = packet.Payload.ToArray();
    private readonly ReadOnlyMemory<byte>[] _attachments = packet.Attachments.ToArray();

    public PacketType Type => _type;

    public Packet Packet => new(_type, _namespace, _id, _payload, _attachments);

    public long Size
    {
        get
        {
            long size = Overhead + _namespace.Length + _payload.Length;
            foreach (var attachment in _attachments)
            {
                size += attachment.Length;
            }

            return size;
        }
    }
}
