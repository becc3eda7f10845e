namespace Sockeye;

/// <summary>A change of who is in a room, with states of a type.</summary>
/// <param name="Room">The room.</param>
/// <param name="Kind">What has happened.</param>
/// <param name="Member">The member as it is now; if it has left, as it was.</param>
/// <param name="Count">How many members the room has now.</param>
/// <param name="Before">The member as it was last told; none if it has joined.</param>
/// <typeparam name="TState">The type of the states.</typeparam>
public sealed record PresenceChange<TState>(string Room, PresenceChangeKind Kind, PresenceMember<TState> Member, int Count, PresenceMember<TState>? Before);
