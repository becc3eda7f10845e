namespace Sockeye;

/// <summary>What a namespace may have of records. What would go beyond is not written.</summary>
/// <param name="MaxRooms">The records.</param>
/// <param name="MaxTotalBytes">The bytes of their values and of the names of their rooms, together.</param>
public readonly record struct RecordLimits(int MaxRooms, long MaxTotalBytes);
