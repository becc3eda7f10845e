namespace Sockeye;

/// <summary>The record of a room, as a store has it.</summary>
/// <param name="Room">The room.</param>
/// <param name="Value">Its value, as JSON.</param>
/// <param name="Version">How often it was set; 1 at first.</param>
/// <param name="Origin">The revision that it was made with: what tells a room from one of the same name that was there before.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Updated">When it was last set.</param>
/// <param name="EndsWithLastMember">Whether it ends with the last member of the room.</param>
/// <param name="Expires">When it ends whatever happens; none where it has no end.</param>
/// <param name="Tag">The <see cref="RecordWrite.Tag"/> of the write that made it what it is: two records with the same tag are the same in everything.</param>
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
