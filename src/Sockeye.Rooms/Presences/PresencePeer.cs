namespace Sockeye.Presences;

/// <summary>What is known of another server.</summary>
internal sealed class PresencePeer
{
    /// <summary>What a server can tell of at most: nobody fills the memory of all.</summary>
    public const int MaxMembers = 2_000_000;

    /// <summary>So many heartbeats in a row without the namespace, and it has none.</summary>
    public const int MaxAbsences = 2;

    /// <summary>How many heartbeats in a row did not name the namespace.</summary>
    public int Absences { get; set; }

    /// <summary>How many of its changes are known.</summary>
    public long Position { get; set; }

    public HashSet<(string Room, string Member)> Members { get; } = [];
}
