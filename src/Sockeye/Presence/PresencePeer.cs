namespace Sockeye.Presences;

/// <summary>What is known of another server.</summary>
internal sealed class PresencePeer
{
    /// <summary>What a server can tell of at most: nobody fills the memory of all.</summary>
    public const int MaxMembers = 2_000_000;

    /// <summary>How many of its changes are known.</summary>
    public long Position { get; set; }

    public HashSet<(string Room, string Member)> Members { get; } = [];
}
