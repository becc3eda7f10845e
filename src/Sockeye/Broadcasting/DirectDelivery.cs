using Sockeye.Engine.Delivery;
using Sockeye.Packets;

namespace Sockeye.Broadcasting;

/// <summary>Queues each event at once for the sockets that are connected. Nothing is kept.</summary>
internal sealed class DirectDelivery(Namespace ns) : Delivery(ns)
{
    public override ValueTask BroadcastAsync(PacketWriter writer, BroadcastOptions options) => Namespace.Adapter.BroadcastAsync(writer.ToEvent(), options);

    public override ValueTask BroadcastAsync(EventPacket packet, BroadcastOptions options) => Namespace.Adapter.BroadcastAsync(packet, options);

    public override ValueTask SendAsync(Socket socket, PacketWriter writer, BroadcastFlags flags)
    {
        socket.SendNow(writer.ToEvent(), flags);
        return default;
    }

    public override void Send(Socket socket, EventPacket packet, BroadcastFlags flags) => socket.SendNow(packet, flags);

    public override void Answer(Socket socket, EncodedPacket packet) => socket.Session.Send(packet);

    public override void Disconnect(Socket socket, bool close, string? reason) => socket.DisconnectNow(close, reason);

    public override Admission Connect(Socket socket, EncodedPacket welcome)
    {
        if (!socket.Lifetime.TryConnect())
        {
            return Admission.Gone;
        }

        Namespace.Table.Connect(socket, welcome, []);
        Namespace.Table.Events.Raise();
        return Admission.Connected;
    }
}
