namespace Sockeye.Records;

/// <summary>A change that is to be told on this server.</summary>
internal readonly record struct RecordNews(RoomRecordChangeKind Kind, RecordPicture Picture, RoomRecordEnd End);
