namespace Sockeye;

/// <summary>A change of the members of a room, with states of one type.</summary>
/// <param name="Room">The name of the room.</param>
/// <param name="Kind">The kind of change.</param>
/// <param name="Member">The member as it is now; for a member that has left, as it was.</param>
/// <param name="Count">The number of members of the room now.</param>
/// <param name="Before">The member as last reported; <see langword="null"/> if it has joined.</param>
/// <typeparam name="TState">The type of the states.</typeparam>
public sealed record PresenceChange<TState>(string Room, PresenceChangeKind Kind, PresenceMember<TState> Member, int Count, PresenceMember<TState>? Before);
