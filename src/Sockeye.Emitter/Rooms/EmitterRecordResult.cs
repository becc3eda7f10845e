namespace Sockeye;

/// <summary>The result of a change of a record.</summary>
/// <param name="IsDone">Whether the change was made.</param>
/// <param name="Record">
/// The record now: the changed one, or the one that prevented the change; <see langword="null"/> if the room has none.
/// </param>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct EmitterRecordResult<T>(bool IsDone, EmitterRecord<T>? Record);
