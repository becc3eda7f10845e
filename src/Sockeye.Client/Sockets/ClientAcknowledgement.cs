using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;
using Sockeye.Sockets;

namespace Sockeye.Client.Sockets;

/// <summary>Answers an event of the server that asked for it. What is sent after the session of the question was lost reaches nobody: in the next one the id may be that of another question.</summary>
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
