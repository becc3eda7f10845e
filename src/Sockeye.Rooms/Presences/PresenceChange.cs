namespace Sockeye;

/// <summary>A change of the members of a room.</summary>
/// <param name="Room">The name of the room.</param>
/// <param name="Kind">The kind of change.</param>
/// <param name="Member">The member as it is now; for a member that has left, as it was.</param>
/// <param name="Count">The number of members of the room now.</param>
/// <param name="Before">The member as last reported; <see langword="null"/> if it has joined.</param>
public sealed record PresenceChange(string Room, PresenceChangeKind Kind, PresenceMember Member, int Count, PresenceMember? Before);
