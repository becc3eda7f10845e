namespace Sockeye;

/// <summary>What records the rooms of a namespace may have. Set it alike on all servers; not to be changed after <c>UseRecords</c>.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class RoomRecordOptions<T>
{
    /// <summary>The records that there may be. Beyond that none are created (<c>E_TOO_MANY</c>). Every server holds all of them in memory.</summary>
    /// <value>100,000 by default.</value>
    public int MaxRooms { get; set; } = 100_000;

    /// <summary>The length of a value as JSON in UTF-8. A longer one is refused (<c>E_TOO_LARGE</c>).</summary>
    /// <value>16 KiB by default.</value>
    public int MaxRecordBytes { get; set; } = 16 * 1024;

    /// <summary>The bytes of all values and names of rooms. What would go beyond is refused (<c>E_TOO_LARGE</c>).</summary>
    /// <value>64 MiB by default.</value>
    public long MaxTotalBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How long a room that ends with its last member may be without any, after it was created and after the last one left. Where the namespace has presence, who has lost the
    /// connection is a member for the grace period of that (<see cref="PresenceOptions.GracePeriod"/>).
    /// </summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan EmptyGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// May refuse that a record is created: the caller gets an <see cref="EventRefusedException"/> with the code <c>E_FORBIDDEN</c> and the reason, which a listener may let pass to the client. Asked on the
    /// server that creates it, before the store. What it throws is logged, and refused. It may take its time: only that call waits.
    /// </summary>
    /// <value><see langword="null"/> by default: nothing is refused.</value>
    public Func<RoomRecordAttempt<T>, ValueTask<RoomVerdict>>? OnCreating { get; set; }

    /// <summary>
    /// The same for a new value, by <see cref="RoomRecords{T}.UpdateAsync"/> or <see cref="RoomRecords{T}.TrySetAsync"/>. If somebody else changes the record at the same time it is asked again
    /// about the record as it is then: what is set was asked about.
    /// </summary>
    /// <value><see langword="null"/> by default: nothing is refused.</value>
    public Func<RoomRecordAttempt<T>, ValueTask<RoomVerdict>>? OnUpdating { get; set; }

    /// <summary>
    /// The same for <see cref="RoomRecords{T}.DeleteAsync"/>. A record that expires, or ends with its last member, is not asked about.
    /// </summary>
    /// <value><see langword="null"/> by default: nothing is refused.</value>
    public Func<RoomRecordAttempt<T>, ValueTask<RoomVerdict>>? OnDeleting { get; set; }

    /// <summary>Whether clients may read and watch records: <c>rooms:get</c>, <c>rooms:list</c>, <c>rooms:watch</c>. To create, change and delete them is the application's.</summary>
    /// <value><see langword="true"/> by default.</value>
    public bool ServeClients { get; set; } = true;

    /// <summary>What clients read of a record; nothing of one for which it gives <see langword="null"/>. Written as JSON, like an argument; it should be quick.</summary>
    /// <value><see langword="null"/> by default: the whole value, of all records.</value>
    public Func<RoomRecord<T>, object?>? ClientView { get; set; }

    /// <summary>The records that a client gets at most for one question.</summary>
    /// <value>100 by default.</value>
    public int MaxPage { get; set; } = 100;

    /// <summary>The time in which what has changed is told together to the clients that watch.</summary>
    /// <value>500 milliseconds by default.</value>
    public TimeSpan WatchWindow { get; set; } = TimeSpan.FromMilliseconds(500);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRooms);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRecordBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTotalBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(EmptyGrace, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPage);
        ArgumentOutOfRangeException.ThrowIfLessThan(WatchWindow, TimeSpan.Zero);
    }
}
