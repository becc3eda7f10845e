namespace Sockeye.Client.Sockets;

/// <summary>An event that waits until its socket is connected.</summary>
/// <param name="Event">The event.</param>
/// <param name="AckId">The id of its acknowledgement, or -1.</param>
internal sealed record WaitingEvent(WrittenEvent Event, long AckId);
