namespace Sockeye.Records;

/// <summary>A change that is to be told on this server.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="Picture">The record since then; where it has ended, as it was.</param>
/// <param name="Before">The record as it was, where it was changed.</param>
/// <param name="End">Why it has ended.</param>
/// <param name="IsLost">Whether the store went back to a state without it, as in a restart or a failover.</param>
internal readonly record struct RecordNews(RoomRecordChangeKind Kind, RecordPicture Picture, RecordPicture? Before, RoomRecordEnd End, bool IsLost);
