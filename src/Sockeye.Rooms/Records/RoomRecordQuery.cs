namespace Sockeye;

/// <summary>Which records are listed: all, where nothing is said.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed record RoomRecordQuery<T>
{
    /// <summary>What the names of the rooms begin with.</summary>
    public string? Prefix { get; init; }

    /// <summary>Which of them are wanted. It is called on the thread that lists, and may look at anything.</summary>
    public Func<RoomRecord<T>, bool>? Where { get; init; }

    /// <summary>The order.</summary>
    public RoomRecordOrder Order { get; init; }

    /// <summary>Where the page begins: what the page before gave as <see cref="RoomRecordPage{T}.Next"/>.</summary>
    public string? After { get; init; }

    /// <summary>How many the page has at most.</summary>
    /// <value>100 by default.</value>
    public int Limit { get; init; } = 100;
}
