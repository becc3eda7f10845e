namespace Sockeye.Simulation;

/// <summary>What was done in a run, for those who look at the end of it.</summary>
internal sealed class Ledger
{
    public List<Saying> Sayings { get; } = [];

    /// <summary>How often each change was handled by what handles it once.</summary>
    public Dictionary<string, int> Handled { get; } = new(StringComparer.Ordinal);

    /// <summary>When a client last asked to delete the record of a room.</summary>
    public Dictionary<string, long> Deletions { get; } = new(StringComparer.Ordinal);

    /// <summary>When a client last asked to join a room, by its user.</summary>
    public Dictionary<(string User, string Room), long> Joins { get; } = [];

    /// <summary>When a connection of a user was last recovered in a room.</summary>
    public Dictionary<(string User, string Room), long> Returns { get; } = [];

    /// <summary>When somebody was last told that a user has left a room.</summary>
    public Dictionary<(string User, string Room), long> Lefts { get; } = [];

    /// <summary>When sockets ended, on whatever server.</summary>
    public Dictionary<string, long> Ends { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a permission was withdrawn by a server that was killed since: it may have told nobody.</summary>
    public bool IsWithdrawalDoubtful { get; set; }
}
