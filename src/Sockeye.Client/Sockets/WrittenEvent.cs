using Sockeye.Client.Transports;
using Sockeye.Protocol.SocketIO.Json;

namespace Sockeye.Client.Sockets;

/// <summary>An event in the form in which it is sent.</summary>
/// <param name="Packet">The packet for the transport.</param>
/// <param name="PayloadStart">
/// The index of the name and the arguments in the first message; 0 if the parser has written them in another form.
/// </param>
/// <param name="Arguments">
/// The arguments for catch-all listeners, if there were any such listeners when it was written, or if the arguments could not be read
/// later.
/// </param>
internal readonly record struct WrittenEvent(OutgoingPacket Packet, int PayloadStart, EventArguments? Arguments)
{
    /// <summary>The name and the arguments, for catch-all listeners.</summary>
    public EventArguments? ToArguments(ArgumentSerializer serializer) =>
        Arguments ?? (PayloadStart == 0 ? null : new EventArguments(serializer, Packet.Data[PayloadStart..].ToArray(), Packet.Attachments, 1));
}
