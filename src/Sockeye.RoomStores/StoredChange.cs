namespace Sockeye;

/// <summary>A change in a store.</summary>
/// <param name="Epoch">What the revisions are counted in: another one after the store lost its contents.</param>
/// <param name="Previous">The revision of the change before it in the namespace, whatever room that was of; zero where it is the first.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Room">The room.</param>
/// <param name="Record">The record as it is since then; none where it has ended.</param>
/// <param name="End">Why it has ended.</param>
/// <param name="Digest">The tags of all records of the namespace that exist after the change (<see cref="StoredRecord.Tag"/>), joined by exclusive or; zero if there are none.</param>
public sealed record StoredChange(string Epoch, long Previous, long Revision, string Room, StoredRecord? Record, RoomRecordEnd End, long Digest);
