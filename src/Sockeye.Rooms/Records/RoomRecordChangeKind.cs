namespace Sockeye;

/// <summary>What has happened to the record of a room.</summary>
public enum RoomRecordChangeKind
{
    /// <summary>It was created.</summary>
    Created,

    /// <summary>Its value was set, or the time at which it ends.</summary>
    Changed,

    /// <summary>It has ended.</summary>
    Deleted,
}
