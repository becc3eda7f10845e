namespace Sockeye;

/// <summary>A page of the members of a room, in the order of their ids.</summary>
/// <param name="Members">The members of this page.</param>
/// <param name="Count">The number of members of the room.</param>
/// <param name="Next">The value to ask for the next page with; <see langword="null"/> on the last page.</param>
public sealed record PresencePage(IReadOnlyList<PresenceMember> Members, int Count, string? Next);
