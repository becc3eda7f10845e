namespace Sockeye.Recovery;

/// <summary>A session that was taken for a client that has come back.</summary>
/// <param name="Session">The session.</param>
internal abstract record Resumption(RecoverySession Session);
