using Sockeye.Randomness;

namespace Sockeye;

/// <summary>A change of a record, with its condition.</summary>
/// <param name="Kind">The kind of change.</param>
/// <param name="Room">The name of the room, a text that is not empty.</param>
public sealed record RecordWrite(RecordWriteKind Kind, string Room)
{
    /// <summary>
    /// A random number that distinguishes the state after this write from all others. The store keeps it with the record
    /// (<see cref="StoredRecord.Tag"/>) and includes it in the digest.
    /// </summary>
    /// <value>A new random number for each write by default.</value>
    public long Tag { get; init; } = RandomSource.Int64();

    /// <summary>The new value, as JSON (create, set). It does not change afterwards, and may be kept without a copy.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>Whether the record ends with the last member of the room (create).</summary>
    public bool EndsWithLastMember { get; init; }

    /// <summary>How long the record lasts from now on (create, expire); <see langword="null"/> if it does not expire.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>The version that the record must have (set, delete); zero means any version.</summary>
    public long ExpectedVersion { get; init; }

    /// <summary>
    /// The <see cref="StoredRecord.Origin"/> that the record must have (delete). A room that was created again has another one. Zero means
    /// any origin.
    /// </summary>
    public long ExpectedOrigin { get; init; }

    /// <summary>
    /// The <see cref="StoredRecord.Tag"/> that the record must have (set, expire, delete), because a store that went back to an older state
    /// uses versions again. <see langword="null"/> means any tag.
    /// </summary>
    public long? ExpectedTag { get; init; }

    /// <summary>
    /// Why the record ends (delete). If it is <see cref="RoomRecordEnd.Expired"/>, the record must have expired by the clock of the store.
    /// </summary>
    public RoomRecordEnd End { get; init; }
}
