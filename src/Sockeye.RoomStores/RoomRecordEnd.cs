namespace Sockeye;

/// <summary>Why the record of a room has ended.</summary>
public enum RoomRecordEnd
{
    /// <summary>The application deleted it; or it is not known why, because it happened while this server did not hear of it.</summary>
    Deleted,

    /// <summary>The last member has left the room.</summary>
    LastMemberLeft,

    /// <summary>Its time was over.</summary>
    Expired,
}
