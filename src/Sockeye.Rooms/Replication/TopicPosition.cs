namespace Sockeye.Replication;

/// <summary>How far a server is in what it sends in a topic.</summary>
/// <param name="Epoch">
/// Counts how many times the server has begun again with its topics; above zero. It is a counter of the server and not a time: a server
/// that starts again has another id.
/// </param>
/// <param name="Number">The number of changes that it has sent in this epoch.</param>
internal readonly record struct TopicPosition(long Epoch, long Number) : IComparable<TopicPosition>
{
    private const long MaxNumber = long.MaxValue / 2;

    /// <summary>Whether a server may send this position.</summary>
    public bool IsValid => Epoch is > 0 and < MaxNumber && Number is >= 0 and <= MaxNumber;

    /// <summary>The position after all changes of an epoch.</summary>
    public static TopicPosition EndOf(long epoch) => new(epoch, MaxNumber);

    public static bool operator <(TopicPosition left, TopicPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(TopicPosition left, TopicPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(TopicPosition left, TopicPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(TopicPosition left, TopicPosition right) => left.CompareTo(right) >= 0;

    public int CompareTo(TopicPosition other) => Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : Number.CompareTo(other.Number);
}
