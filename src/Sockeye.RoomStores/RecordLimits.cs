namespace Sockeye;

/// <summary>The limits for the records of a namespace. A write beyond them is refused.</summary>
/// <param name="MaxRooms">The maximum number of records.</param>
/// <param name="MaxTotalBytes">The maximum number of bytes of their values and room names together.</param>
public readonly record struct RecordLimits(int MaxRooms, long MaxTotalBytes);
