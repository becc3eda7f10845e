namespace Sockeye;

/// <summary>How far somebody has read the changes of a store. The default has read nothing.</summary>
/// <param name="Epoch">What the revisions are counted in; <see langword="null"/> where nothing was read.</param>
/// <param name="Revision">The revision up to which changes are known.</param>
/// <param name="EndedSince">The revision since which records that have ended are not known: while everything is read, that at which the reading began.</param>
public readonly record struct RecordPosition(string? Epoch, long Revision, long EndedSince);
