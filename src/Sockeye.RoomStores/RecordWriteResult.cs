namespace Sockeye;

/// <summary>What became of a <see cref="RecordWrite"/>, and what there is now.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Change">The change that was made (<see cref="RecordWriteStatus.Done"/>).</param>
/// <param name="Current">The record that stood in the way, where it was one.</param>
public readonly record struct RecordWriteResult(RecordWriteStatus Status, StoredChange? Change, StoredRecord? Current);
