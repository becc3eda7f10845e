namespace Sockeye.Recovery;

/// <summary>A session that this server has kept in memory.</summary>
/// <param name="Session">The session.</param>
/// <param name="Missed">The events that it missed before it was taken.</param>
/// <param name="Position">The position of the log at that moment. The middlewares run after it and may take a while.</param>
internal sealed record MemoryResumption(RecoverySession Session, IReadOnlyList<MissedEvent> Missed, long Position) : Resumption(Session);
