namespace Sockeye;

/// <summary>
/// Which messages of its rooms a namespace keeps, and how they are read. Do not change the options after <c>UseHistory</c>.
/// </summary>
public sealed class RoomHistoryOptions
{
    /// <summary>The maximum number of messages that are kept for each room. The oldest is removed first.</summary>
    /// <value>100 by default.</value>
    public int MaxMessages { get; set; } = 100;

    /// <summary>The maximum size of a message in bytes, JSON and binary values together. A larger message is refused.</summary>
    /// <value>64 KiB by default.</value>
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>
    /// How long a message is kept. In Redis, all messages of a room are removed when the room has had no message for this time.
    /// </summary>
    /// <value>7 days by default.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The maximum number of bytes that are kept for each room in memory. In Redis, the limit is <see cref="MaxMessages"/> times
    /// <see cref="MaxMessageBytes"/>.
    /// </summary>
    /// <value>1 MiB by default.</value>
    public long MaxBytesPerRoom { get; set; } = 1024 * 1024;

    /// <summary>
    /// The maximum number of rooms that are kept in memory, for all namespaces of the server together. If namespaces have different values,
    /// the largest one counts. The room that has had no message for longest is removed first.
    /// </summary>
    /// <value>10,000 by default.</value>
    public int MaxRooms { get; set; } = 10_000;

    /// <summary>
    /// The maximum number of bytes that all rooms together take in memory. Namespaces share it like <see cref="MaxRooms"/>.
    /// </summary>
    /// <value>64 MiB by default.</value>
    public long MaxTotalBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many messages of this namespace may wait for the store at the same time. Further messages are handled as if the store were not
    /// reachable.
    /// </summary>
    /// <value>10,000 by default.</value>
    public int MaxPendingMessages { get; set; } = 10_000;

    /// <summary>How many bytes of messages of this namespace may wait for the store at the same time.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxPendingBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// What happens to a message that the store does not take within two seconds. In each case the sender gets a
    /// <see cref="ClusterPublishException"/>.
    /// </summary>
    /// <value><see cref="HistoryFallback.SendUnkept"/> by default.</value>
    public HistoryFallback WhenUnavailable { get; set; } = HistoryFallback.SendUnkept;

    /// <summary>The number of messages on a page, if the reader does not set another one.</summary>
    /// <value>50 by default.</value>
    public int PageSize { get; set; } = 50;

    /// <summary>The maximum number of messages on a page.</summary>
    /// <value>200 by default.</value>
    public int MaxPageSize { get; set; } = 200;

    /// <summary>
    /// The maximum number of bytes on a page, unless a single message is larger. The limit of what may wait for a client applies too
    /// (<c>Engine.MaxBufferedBytes</c>).
    /// </summary>
    /// <value>1 MiB by default.</value>
    public long MaxPageBytes { get; set; } = 1024 * 1024;

    /// <summary>How many of the last messages a socket gets when it joins a room, in the event <c>history</c>.</summary>
    /// <value>0 by default: nothing is sent.</value>
    public int ReplayOnJoin { get; set; }

    /// <summary>
    /// Chooses the rooms whose messages are sent to sockets that join. It is called for every join, so it should be fast.
    /// </summary>
    /// <value><see langword="null"/> by default: all rooms except those named by the id of a socket.</value>
    public Func<string, bool>? ReplayRooms { get; set; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value is not valid.</exception>
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
