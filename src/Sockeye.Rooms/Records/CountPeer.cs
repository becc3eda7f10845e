namespace Sockeye.Records;

/// <summary>What is known of the rooms of another server. Used under the lock of <see cref="RoomCounts"/>.</summary>
internal sealed class CountPeer
{
    /// <summary>What a server can tell of at most: nobody fills the memory of all.</summary>
    public const int MaxRooms = 1_000_000;

    /// <summary>The number of its last message that is known.</summary>
    public long At { get; set; }

    public Dictionary<string, int> Rooms { get; } = new(StringComparer.Ordinal);
}
