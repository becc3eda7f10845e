namespace Sockeye;

/// <summary>The kinds of changes of a room's members.</summary>
public enum PresenceChangeKind
{
    /// <summary>The member has joined.</summary>
    Joined,

    /// <summary>The state or the description of the member has changed.</summary>
    Updated,

    /// <summary>The last connection of the member has left, or did not come back in time.</summary>
    Left,
}
