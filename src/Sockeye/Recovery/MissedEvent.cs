namespace Sockeye.Recovery;

/// <summary>An event that a client has missed and gets when it comes back.</summary>
/// <param name="Position">Its position in the log.</param>
/// <param name="Packet">The event.</param>
internal readonly record struct MissedEvent(long Position, EventPacket Packet);
