namespace Sockeye.Emitters.Postgres.Rooms;

/// <summary>The records of a namespace, which are locked against changes by others.</summary>
/// <param name="Epoch">The epoch of the revisions.</param>
/// <param name="Revision">The revision of the last change.</param>
/// <param name="Digest">The tags of all records, combined by exclusive or.</param>
/// <param name="Records">The number of records.</param>
/// <param name="Ended">The number of remembered rooms that have ended.</param>
/// <param name="Bytes">The number of bytes of the records.</param>
/// <param name="Now">The time in microseconds.</param>
/// <param name="Current">The record of the room, if there is one.</param>
/// <param name="HasEnded">Whether an ended record of the room is remembered.</param>
internal sealed record LockedRecords(string Epoch, long Revision, long Digest, int Records, int Ended, long Bytes, long Now, StoredRecord? Current, bool HasEnded);
