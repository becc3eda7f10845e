namespace Sockeye;

/// <summary>What records the rooms of a namespace may have. The options have to be those of the servers.</summary>
public sealed class EmitterRecordOptions
{
    /// <summary>The records that there may be.</summary>
    /// <value>100,000 by default.</value>
    public int MaxRooms { get; set; } = 100_000;

    /// <summary>The length of a value as JSON in UTF-8.</summary>
    /// <value>16 KiB by default.</value>
    public int MaxRecordBytes { get; set; } = 16 * 1024;

    /// <summary>The bytes of all values and names of rooms.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxTotalBytes { get; set; } = 64 * 1024 * 1024;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRooms);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRecordBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTotalBytes);
    }
}
