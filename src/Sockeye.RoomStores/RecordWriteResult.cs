namespace Sockeye;

/// <summary>The result of a <see cref="RecordWrite"/>, and the present record.</summary>
/// <param name="Status">The status.</param>
/// <param name="Change">The change, if it was made (<see cref="RecordWriteStatus.Done"/>).</param>
/// <param name="Current">The record that prevented the change, if there is one.</param>
public readonly record struct RecordWriteResult(RecordWriteStatus Status, StoredChange? Change, StoredRecord? Current);
