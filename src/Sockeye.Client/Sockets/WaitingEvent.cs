using Sockeye.Client.Transports;

namespace Sockeye.Client.Sockets;

/// <summary>An event that waits until its socket is connected.</summary>
/// <param name="Packet">The event.</param>
/// <param name="AckId">The id by which its acknowledgement is waited for, or -1.</param>
/// <param name="Outgoing">The same for catch-all listeners, if there were any.</param>
internal sealed record WaitingEvent(OutgoingPacket Packet, long AckId, EventArguments? Outgoing);
