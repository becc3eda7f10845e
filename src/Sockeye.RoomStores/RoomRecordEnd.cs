namespace Sockeye;

/// <summary>Why the record of a room has ended.</summary>
public enum RoomRecordEnd
{
    /// <summary>
    /// The application deleted it. This is also the reason if the actual one is not known, because this server missed the change.
    /// </summary>
    Deleted,

    /// <summary>The last member has left the room.</summary>
    LastMemberLeft,

    /// <summary>It expired.</summary>
    Expired,
}
