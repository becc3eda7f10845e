namespace Sockeye;

/// <summary>Selects the records to list. Without settings it selects all.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed record RoomRecordQuery<T>
{
    /// <summary>The beginning of the names of the rooms.</summary>
    /// <value><see langword="null"/> by default: all names.</value>
    public string? Prefix { get; init; }

    /// <summary>A filter. It is called on the thread that lists, and may use any data.</summary>
    /// <value><see langword="null"/> by default: no filter.</value>
    public Func<RoomRecord<T>, bool>? Where { get; init; }

    /// <summary>The order.</summary>
    /// <value><see cref="RoomRecordOrder.Name"/> by default.</value>
    public RoomRecordOrder Order { get; init; }

    /// <summary>The position at which the page begins: <see cref="RoomRecordPage{T}.Next"/> of the previous page.</summary>
    /// <value><see langword="null"/> by default: the first page.</value>
    public string? After { get; init; }

    /// <summary>The maximum number of records on the page.</summary>
    /// <value>100 by default.</value>
    public int Limit { get; init; } = 100;
}
