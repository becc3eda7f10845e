namespace Sockeye;

/// <summary>
/// Which records the rooms of a namespace may have. Use the same values on all servers, and do not change them after <c>UseRecords</c>.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class RoomRecordOptions<T>
{
    /// <summary>
    /// The maximum number of records. Beyond it no record is created (<c>E_TOO_MANY</c>). Every server holds all records in memory.
    /// </summary>
    /// <value>100,000 by default.</value>
    public int MaxRooms { get; set; } = 100_000;

    /// <summary>The maximum length in bytes of a value as JSON in UTF-8. A longer value is refused (<c>E_TOO_LARGE</c>).</summary>
    /// <value>16 KiB by default.</value>
    public int MaxRecordBytes { get; set; } = 16 * 1024;

    /// <summary>
    /// The maximum number of bytes of all values and room names together. What would exceed it is refused (<c>E_TOO_LARGE</c>).
    /// </summary>
    /// <value>64 MiB by default.</value>
    public long MaxTotalBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How long a room that ends with its last member may be empty, after it was created and after the last member left. If the namespace
    /// has presence, a member that has lost its connection counts for <see cref="PresenceOptions.GracePeriod"/>.
    /// </summary>
    /// <value>10 seconds by default.</value>
    public TimeSpan EmptyGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Called before a record is created. It may refuse: then the caller gets an <see cref="EventRefusedException"/> with the code
    /// <c>E_FORBIDDEN</c> and the reason. If your listener does not catch it, the client gets it. It is called on the server that creates
    /// the record, before the store is used. If it throws, the exception is logged and the creation is refused. It may be slow; only that
    /// call waits.
    /// </summary>
    /// <value><see langword="null"/> by default: nothing is refused.</value>
    public Func<RoomRecordAttempt<T>, ValueTask<RoomVerdict>>? OnCreating { get; set; }

    /// <summary>
    /// Called before a new value is set, by <see cref="RoomRecords{T}.UpdateAsync"/> or <see cref="RoomRecords{T}.TrySetAsync"/>. It may
    /// refuse, like <see cref="OnCreating"/>. If another caller changes the record at the same time, it is called again with the changed
    /// record, so every value that is set has been checked.
    /// </summary>
    /// <value><see langword="null"/> by default: nothing is refused.</value>
    public Func<RoomRecordAttempt<T>, ValueTask<RoomVerdict>>? OnUpdating { get; set; }

    /// <summary>
    /// Called before a record is deleted by <see cref="RoomRecords{T}.DeleteAsync"/>. It may refuse, like <see cref="OnCreating"/>. It is
    /// not called for a record that expires or ends with its last member.
    /// </summary>
    /// <value><see langword="null"/> by default: nothing is refused.</value>
    public Func<RoomRecordAttempt<T>, ValueTask<RoomVerdict>>? OnDeleting { get; set; }

    /// <summary>
    /// Whether clients may read and watch records: <c>rooms:get</c>, <c>rooms:list</c>, <c>rooms:watch</c>. Only the application can
    /// create, change and delete them.
    /// </summary>
    /// <value><see langword="true"/> by default.</value>
    public bool ServeClients { get; set; } = true;

    /// <summary>
    /// Returns what clients read of a record; <see langword="null"/> hides the record. The result is written as JSON, like an argument. It
    /// should be fast.
    /// </summary>
    /// <value><see langword="null"/> by default: clients read the whole value of all records.</value>
    public Func<RoomRecord<T>, object?>? ClientView { get; set; }

    /// <summary>The maximum number of records in an answer to a client.</summary>
    /// <value>100 by default.</value>
    public int MaxPage { get; set; } = 100;

    /// <summary>The window in which changes are combined for clients that watch.</summary>
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
