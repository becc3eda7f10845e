namespace Sockeye;

/// <summary>Some members of a room, in the order of their ids.</summary>
/// <param name="Members">The members of this page.</param>
/// <param name="Count">How many the room has.</param>
/// <param name="Next">What to ask for the next page with; none if this is the last.</param>
public sealed record PresencePage(IReadOnlyList<PresenceMember> Members, int Count, string? Next);
