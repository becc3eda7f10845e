namespace Sockeye;

/// <summary>Selects messages of a room. Set at most one of the two offsets. Without an offset, the last messages are selected.</summary>
/// <param name="Limit">The maximum number of messages; at least 1.</param>
public readonly record struct HistoryQuery(int Limit)
{
    /// <summary>Selects the first messages after this offset.</summary>
    public string? Since { get; init; }

    /// <summary>Selects the last messages before this offset.</summary>
    public string? Before { get; init; }
}
