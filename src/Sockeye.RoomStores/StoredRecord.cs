namespace Sockeye;

/// <summary>The record of a room in a store.</summary>
/// <param name="Room">The room.</param>
/// <param name="Value">Its value, as JSON.</param>
/// <param name="Version">How many times it was set; 1 for a new record.</param>
/// <param name="Origin">The revision at which it was created. It distinguishes the record from an earlier one of the same room.</param>
/// <param name="Created">The time at which it was created.</param>
/// <param name="Updated">The time at which it was last set.</param>
/// <param name="EndsWithLastMember">Whether it ends with the last member of the room.</param>
/// <param name="Expires">The time at which it ends; <see langword="null"/> if it does not expire.</param>
/// <param name="Tag">The <see cref="RecordWrite.Tag"/> of its last write. Two records with the same tag are equal in every respect.</param>
public sealed record StoredRecord(
    string Room,
    ReadOnlyMemory<byte> Value,
    long Version,
    long Origin,
    DateTimeOffset Created,
    DateTimeOffset Updated,
    bool EndsWithLastMember,
    DateTimeOffset? Expires,
    long Tag);
