using Sockeye.Client.Transports;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Client.Sockets;

/// <summary>An event as it is sent.</summary>
/// <param name="Packet">What the transport takes.</param>
/// <param name="PayloadStart">Where the name and the arguments begin in its first message; 0 if the parser has put them in another form.</param>
/// <param name="Arguments">The same for catch-all listeners, if there were any when it was written, or if it could not be had later.</param>
internal readonly record struct WrittenEvent(OutgoingPacket Packet, int PayloadStart, EventArguments? Arguments)
{
    /// <summary>The name and the arguments, for catch-all listeners.</summary>
    public EventArguments? ToArguments(ArgumentSerializer serializer) =>
        Arguments ?? (PayloadStart == 0 ? null : new EventArguments(serializer, Packet.Data[PayloadStart..].ToArray(), Packet.Attachments, 1));
}
