namespace Sockeye;

/// <summary>The kinds of changes of a room's record.</summary>
public enum RoomRecordChangeKind
{
    /// <summary>It was created.</summary>
    Created,

    /// <summary>Its value or its expiry was set.</summary>
    Changed,

    /// <summary>It has ended.</summary>
    Deleted,
}
