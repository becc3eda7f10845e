namespace Sockeye;

/// <summary>What somebody wants of a room.</summary>
public enum RoomAccess
{
    /// <summary>To be in it.</summary>
    Join,

    /// <summary>To send to it.</summary>
    Send,

    /// <summary>To find it in lists: to see that it exists, its record, and how many are in it.</summary>
    List,

    /// <summary>To see who is in it.</summary>
    Presence,

    /// <summary>To read what was said in it.</summary>
    History,
}
