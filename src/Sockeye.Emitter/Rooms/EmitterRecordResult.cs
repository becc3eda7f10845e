namespace Sockeye;

/// <summary>What became of a change of a record.</summary>
/// <param name="IsDone">Whether it was made.</param>
/// <param name="Record">The record as it is now: as it was changed, or the one that stood in the way. None if the room has none.</param>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct EmitterRecordResult<T>(bool IsDone, EmitterRecord<T>? Record);
