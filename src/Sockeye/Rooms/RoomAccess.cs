namespace Sockeye;

/// <summary>What a socket or user wants to do with a room.</summary>
public enum RoomAccess
{
    /// <summary>Join the room.</summary>
    Join,

    /// <summary>Send to the room.</summary>
    Send,

    /// <summary>See the room in lists: that it exists, its record, and how many members it has.</summary>
    List,

    /// <summary>See who is in the room.</summary>
    Presence,

    /// <summary>Read the history of the room.</summary>
    History,
}
