namespace Sockeye;

/// <summary>The orders in which records are listed.</summary>
public enum RoomRecordOrder
{
    /// <summary>By the names of the rooms, with ordinal comparison.</summary>
    Name,

    /// <summary>By the number of members, the largest first. Rooms with the same number are ordered by their names.</summary>
    Members,
}
