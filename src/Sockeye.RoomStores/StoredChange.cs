namespace Sockeye;

/// <summary>A change in a store.</summary>
/// <param name="Epoch">The epoch of the revisions. It changes if the store has lost its contents.</param>
/// <param name="Previous">The revision of the previous change in the namespace, of any room; zero for the first change.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Room">The room.</param>
/// <param name="Record">The record after the change; <see langword="null"/> if it has ended.</param>
/// <param name="End">Why it has ended.</param>
/// <param name="Digest">
/// The tags of all records of the namespace that exist after the change (<see cref="StoredRecord.Tag"/>), combined by exclusive or; zero if
/// there are none.
/// </param>
public sealed record StoredChange(string Epoch, long Previous, long Revision, string Room, StoredRecord? Record, RoomRecordEnd End, long Digest);
