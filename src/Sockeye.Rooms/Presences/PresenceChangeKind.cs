namespace Sockeye;

/// <summary>What has happened to a member of a room.</summary>
public enum PresenceChangeKind
{
    /// <summary>The member was not there before.</summary>
    Joined,

    /// <summary>The state of the member, or what describes it, is another one.</summary>
    Updated,

    /// <summary>The last connection of the member has left, or did not come back in time.</summary>
    Left,
}
