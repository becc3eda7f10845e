namespace Sockeye.Recovery;

/// <summary>A session that the backend kept.</summary>
/// <param name="Session">The session.</param>
/// <param name="Offset">The last position that the client has seen, or that at which its session began.</param>
internal sealed record ClusterResumption(RecoverySession Session, string Offset) : Resumption(Session)
{
    /// <summary>What was missed, as the backend knows it up to <see cref="Position"/>.</summary>
    public IReadOnlyList<LoggedEvent> Missed { get; set; } = [];

    /// <summary>How far the backend was asked.</summary>
    public string Position { get; set; } = Offset;

    /// <summary>What came on this server since the backend was asked.</summary>
    public List<LoggedEvent> Since { get; } = [];
}
