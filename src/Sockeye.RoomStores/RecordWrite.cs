using Sockeye.Randomness;

namespace Sockeye;

/// <summary>A change of a record, and on what condition it is made.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Room">The room; any text that is not empty.</param>
public sealed record RecordWrite(RecordWriteKind Kind, string Room)
{
    /// <summary>
    /// A number that tells the state that this write makes from all others: random, so that no two writes have the same one. The store keeps it with the record
    /// (<see cref="StoredRecord.Tag"/>) and counts it in the digest.
    /// </summary>
    /// <value>Another one for each write.</value>
    public long Tag { get; init; } = RandomSource.Int64();

    /// <summary>The value that it gets, as JSON (create, set). It is not changed afterwards, and may be kept as it is.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>Whether it ends with the last member of the room (create).</summary>
    public bool EndsWithLastMember { get; init; }

    /// <summary>How long from now it lasts (create, expire); none where it has no end.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>The version that it has to have (set, delete); any where this is zero.</summary>
    public long ExpectedVersion { get; init; }

    /// <summary>The <see cref="StoredRecord.Origin"/> that it has to have (delete): a room that was made anew is another one. Any where this is zero.</summary>
    public long ExpectedOrigin { get; init; }

    /// <summary>
    /// The <see cref="StoredRecord.Tag"/> that it has to have (set, expire, delete): a store that went back to an older state gives out versions again. Any if there is none.
    /// </summary>
    public long? ExpectedTag { get; init; }

    /// <summary>Why it ends (delete). Where it is <see cref="RoomRecordEnd.Expired"/>, its time has to be over by the clock of the store.</summary>
    public RoomRecordEnd End { get; init; }
}
