namespace Sockeye;

/// <summary>What became of an attempt to create or to set a record.</summary>
/// <param name="IsDone">Whether it was made. Of any number of attempts at a time, on whatever servers, one is.</param>
/// <param name="Record">The record that there is now: that of somebody else where it was not made, and none where there is none.</param>
/// <typeparam name="T">The type of the values.</typeparam>
public readonly record struct RoomRecordResult<T>(bool IsDone, RoomRecord<T>? Record);
