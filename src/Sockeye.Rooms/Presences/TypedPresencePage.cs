namespace Sockeye;

/// <summary>Some members of a room, in the order of their ids, with states of a type.</summary>
/// <param name="Members">The members of this page.</param>
/// <param name="Count">How many the room has.</param>
/// <param name="Next">What to ask for the next page with; none if this is the last.</param>
/// <typeparam name="TState">The type of the states.</typeparam>
public sealed record PresencePage<TState>(IReadOnlyList<PresenceMember<TState>> Members, int Count, string? Next);
