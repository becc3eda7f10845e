namespace Sockeye.Recovery;

/// <summary>A session that this server kept itself.</summary>
/// <param name="Session">The session.</param>
/// <param name="Missed">The events that it missed until it was taken.</param>
/// <param name="Position">The position of the log at that moment; the middlewares may take a while.</param>
internal sealed record MemoryResumption(RecoverySession Session, IReadOnlyList<MissedEvent> Missed, long Position) : Resumption(Session);
