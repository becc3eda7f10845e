namespace Sockeye;

/// <summary>The position up to which the changes of a store have been read. The default value means that nothing has been read.</summary>
/// <param name="Epoch">The epoch of the revisions; <see langword="null"/> if nothing has been read.</param>
/// <param name="Revision">The revision up to which changes are known.</param>
/// <param name="EndedSince">
/// The revision since which ended records are not known. While everything is being read, it is the revision at which the reading began.
/// </param>
public readonly record struct RecordPosition(string? Epoch, long Revision, long EndedSince);
