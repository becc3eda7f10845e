namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>The records of a namespace, of which nobody else changes one meanwhile.</summary>
/// <param name="Epoch">What the revisions are counted in.</param>
/// <param name="Revision">The revision of the last change.</param>
/// <param name="Digest">The tags of all records, joined by exclusive or.</param>
/// <param name="Records">How many there are.</param>
/// <param name="Ended">How many that have ended are remembered.</param>
/// <param name="Bytes">What they take.</param>
/// <param name="Now">The time in microseconds.</param>
/// <param name="Current">The record of the room, if there is one.</param>
/// <param name="HasEnded">Whether it is remembered that the room had one.</param>
internal sealed record LockedRecords(string Epoch, long Revision, long Digest, int Records, int Ended, long Bytes, long Now, StoredRecord? Current, bool HasEnded);
