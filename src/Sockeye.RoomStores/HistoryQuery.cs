namespace Sockeye;

/// <summary>Which messages of a room are asked for: the last ones, where neither offset is given. At most one of them is.</summary>
/// <param name="Limit">How many messages at most; one at least.</param>
public readonly record struct HistoryQuery(int Limit)
{
    /// <summary>The first messages after this offset.</summary>
    public string? Since { get; init; }

    /// <summary>The last messages before this offset.</summary>
    public string? Before { get; init; }
}
