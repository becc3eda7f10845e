namespace Sockeye.Records;

/// <summary>A record and its members at one moment.</summary>
internal readonly record struct RecordPicture(StoredRecord Record, RecordValue Value, int Members);
