namespace Sockeye;

/// <summary>The kinds of changes of a record.</summary>
public enum RecordWriteKind
{
    /// <summary>The record is created, if the room has none.</summary>
    Create,

    /// <summary>The record gets another value.</summary>
    Set,

    /// <summary>The record gets another time at which it ends.</summary>
    Expire,

    /// <summary>The record ends.</summary>
    Delete,
}
