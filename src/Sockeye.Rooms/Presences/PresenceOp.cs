namespace Sockeye.Presences;

/// <summary>A change that one server tells the others of.</summary>
/// <param name="Kind">What has changed.</param>
/// <param name="Room">The room.</param>
/// <param name="Member">The member; of one that leaves nothing but its id counts.</param>
internal readonly record struct PresenceOp(PresenceOpKind Kind, string Room, MemberState Member);
