namespace Sockeye;

/// <summary>In what order records are listed.</summary>
public enum RoomRecordOrder
{
    /// <summary>By the names of the rooms, compared character by character.</summary>
    Name,

    /// <summary>The room with the most members first; those with equally many by their names.</summary>
    Members,
}
