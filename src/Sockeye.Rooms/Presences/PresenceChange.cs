namespace Sockeye;

/// <summary>A change of who is in a room.</summary>
/// <param name="Room">The room.</param>
/// <param name="Kind">What has happened.</param>
/// <param name="Member">The member as it is now; if it has left, as it was.</param>
/// <param name="Count">How many members the room has now.</param>
/// <param name="Before">The member as it was last told; none if it has joined.</param>
public sealed record PresenceChange(string Room, PresenceChangeKind Kind, PresenceMember Member, int Count, PresenceMember? Before);
