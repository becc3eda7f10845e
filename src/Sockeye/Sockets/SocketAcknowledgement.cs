using Sockeye.Broadcasting;
using Sockeye.Packets;
using Sockeye.Protocol.SocketIO;

namespace Sockeye.Sockets;

/// <summary>Answers an event of a client that asked for it.</summary>
internal sealed class SocketAcknowledgement(Socket socket, long id) : PacketAcknowledgement
{
    /// <summary>Answers with <c>{"error":{"message":"...","data":...}}</c>, if no answer was sent.</summary>
    /// <exception cref="Exception">The data cannot be written; nothing was sent.</exception>
    public void Refuse(string message, object? data)
    {
        if (TryStart() is { } writer)
        {
            Answer(writer.AddError(message, data));
        }
    }

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
