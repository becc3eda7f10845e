namespace Sockeye;

/// <summary>Which records the rooms of a namespace may have. The options have to be the same as on the servers.</summary>
public sealed class EmitterRecordOptions
{
    /// <summary>The maximum number of records.</summary>
    /// <value>100,000 by default.</value>
    public int MaxRooms { get; set; } = 100_000;

    /// <summary>The maximum length in bytes of a value as JSON in UTF-8.</summary>
    /// <value>16 KiB by default.</value>
    public int MaxRecordBytes { get; set; } = 16 * 1024;

    /// <summary>The maximum number of bytes of all values and room names together.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxTotalBytes { get; set; } = 64 * 1024 * 1024;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRooms);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRecordBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTotalBytes);
    }
}
