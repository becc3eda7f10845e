using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets;

namespace Sockeye.Client.Sockets;

/// <summary>
/// Answers an event of the server. An answer after the session of the event has ended is not sent, because in the next session the same id
/// may belong to another event.
/// </summary>
internal sealed class ClientAcknowledgement(ClientSocket socket, long id, int session) : PacketAcknowledgement
{
    protected override PacketWriter Start() => socket.StartPacket();

    protected override void Answer(PacketWriter writer)
    {
        var packet = OutgoingPackets.Finish(writer, PacketType.Ack, id, compress: true);
        if (TryAnswer())
        {
            socket.SendAnswer(packet, session);
        }
    }
}
