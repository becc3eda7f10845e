namespace Sockeye;

/// <summary>How many sockets the servers of a cluster have together.</summary>
/// <param name="Value">The sum of the servers that answered, this one included.</param>
/// <param name="Missing">
/// The ids of the servers that did not answer in time; <see cref="ClusterAdapter.UnknownServer"/> stands for a server whose id is not
/// known.
/// </param>
public sealed record ClusterCount(int Value, IReadOnlyList<string> Missing)
{
    /// <summary>Whether every server answered.</summary>
    public bool IsComplete => Missing.Count == 0;
}
