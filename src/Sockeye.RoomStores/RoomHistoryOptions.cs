namespace Sockeye;

/// <summary>What a namespace keeps of what is said in its rooms, and how it is read. Not to be changed after <c>UseHistory</c>.</summary>
public sealed class RoomHistoryOptions
{
    /// <summary>The messages that are kept of each room. The oldest goes first.</summary>
    /// <value>100 by default.</value>
    public int MaxMessages { get; set; } = 100;

    /// <summary>The largest message, in bytes: its JSON and binary values together. A larger one is refused.</summary>
    /// <value>64 KiB by default.</value>
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>How long a message is kept. In Redis the whole room is forgotten when it has had no message for so long.</summary>
    /// <value>7 days by default.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The bytes that are kept of each room, in memory. In Redis the bound is <see cref="MaxMessages"/> of <see cref="MaxMessageBytes"/>.</summary>
    /// <value>1 MiB by default.</value>
    public long MaxBytesPerRoom { get; set; } = 1024 * 1024;

    /// <summary>
    /// The rooms that are kept in memory, by all namespaces of the server together; where namespaces differ, the largest number counts. The room goes first that has had no
    /// message for longest.
    /// </summary>
    /// <value>10,000 by default.</value>
    public int MaxRooms { get; set; } = 10_000;

    /// <summary>The bytes that all rooms together take in memory, as <see cref="MaxRooms"/>.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxTotalBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The messages that may wait for the store at a time, in this namespace. What comes beyond that is treated as if the store were away.</summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingMessages { get; set; } = 10_000;

    /// <summary>Their bytes.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxPendingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>What becomes of a message that the store does not take within two seconds. Who sent it is told either way, by a <see cref="ClusterPublishException"/>.</summary>
    /// <value><see cref="HistoryFallback.SendUnkept"/> by default.</value>
    public HistoryFallback WhenUnavailable { get; set; } = HistoryFallback.SendUnkept;

    /// <summary>The messages of a page, where whoever reads does not say how many.</summary>
    /// <value>50 by default.</value>
    public int PageSize { get; set; } = 50;

    /// <summary>The most messages of a page, whatever is asked for.</summary>
    /// <value>200 by default.</value>
    public int MaxPageSize { get; set; } = 200;

    /// <summary>The most bytes of a page, but for a single message that is larger. What a client may be sent at a time is bounded too (<c>Engine.MaxBufferedBytes</c>).</summary>
    /// <value>1 MiB by default.</value>
    public long MaxPageBytes { get; set; } = 1024 * 1024;

    /// <summary>How many of the last messages whoever joins a room is sent, as the event <c>history</c>.</summary>
    /// <value>0 by default: nothing is sent.</value>
    public int ReplayOnJoin { get; set; }

    /// <summary>Which rooms are replayed to those who join them. It is asked at every join, and should be quick.</summary>
    /// <value><see langword="null"/> by default: all but those that are named by the id of a socket.</value>
    public Func<string, bool>? ReplayRooms { get; set; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value makes no sense.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxMessages);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxMessageBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAge, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytesPerRoom, MaxMessageBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRooms);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTotalBytes, MaxBytesPerRoom);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPendingMessages);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPendingBytes, MaxMessageBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PageSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPageSize, PageSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPageBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(ReplayOnJoin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReplayOnJoin, MaxPageSize);
        if (!Enum.IsDefined(WhenUnavailable))
        {
            throw new ArgumentOutOfRangeException(nameof(WhenUnavailable), WhenUnavailable, null);
        }
    }
}
