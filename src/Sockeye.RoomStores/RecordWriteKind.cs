namespace Sockeye;

/// <summary>What becomes of a record.</summary>
public enum RecordWriteKind
{
    /// <summary>It is made, if the room has none.</summary>
    Create,

    /// <summary>It gets another value.</summary>
    Set,

    /// <summary>It gets another time at which it ends.</summary>
    Expire,

    /// <summary>It ends.</summary>
    Delete,
}
