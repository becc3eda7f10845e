using Sockeye.Broadcasting;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Sockets;

/// <summary>Answers an event of a client that asked for an answer.</summary>
internal sealed class SocketAcknowledgement(Socket socket, long id) : PacketAcknowledgement
{
    protected override PacketWriter Start() => socket.Namespace.StartPacket();

    protected override void Answer(PacketWriter writer)
    {
        var packet = writer.ToEncoded(PacketType.Ack, id);
        if (TryAnswer())
        {
            socket.Namespace.Delivery.Answer(socket, packet);
        }
    }
}
