namespace Sockeye.Simulation;

/// <summary>What was done in a run, for those who look at the end of it.</summary>
internal sealed class Ledger
{
    public List<Saying> Sayings { get; } = [];

    /// <summary>Whether a permission was withdrawn by a server that was killed since: it may have told nobody.</summary>
    public bool IsWithdrawalDoubtful { get; set; }
}
