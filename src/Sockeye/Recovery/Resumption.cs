namespace Sockeye.Recovery;

/// <summary>A session that was taken for a client which has come back.</summary>
/// <param name="Session">The session.</param>
/// <param name="Missed">The events that it missed until it was taken.</param>
/// <param name="Position">The position of the log at that moment; the middlewares may take a while.</param>
internal sealed record Resumption(RecoverySession Session, IReadOnlyList<MissedEvent> Missed, long Position);
