namespace Sockeye;

/// <summary>The result of an attempt to create or set a record.</summary>
/// <param name="IsDone">Whether the attempt succeeded. Of any number of attempts at the same time, on any servers, one succeeds.</param>
/// <param name="Record">
/// The record that exists now. If the attempt failed this is the record of another caller, or <see langword="null"/> if there is none.
/// </param>
/// <typeparam name="T">The type of the values.</typeparam>
public readonly record struct RoomRecordResult<T>(bool IsDone, RoomRecord<T>? Record);
