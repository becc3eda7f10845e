namespace Sockeye;

/// <summary>What somebody wants of a room.</summary>
public enum RoomAccess
{
    /// <summary>To be in it.</summary>
    Join,

    /// <summary>To send to it.</summary>
    Send,

    /// <summary>To see that it exists, its record, who is in it, and what was said.</summary>
    See,
}
