namespace Sockeye;

/// <summary>The status after a <see cref="RecordWrite"/>.</summary>
public enum RecordWriteStatus
{
    /// <summary>The change was made.</summary>
    Done,

    /// <summary>The room already has a record.</summary>
    Exists,

    /// <summary>The room has none.</summary>
    NotFound,

    /// <summary>The version, the origin, the tag or the time is not the expected one.</summary>
    Conflict,

    /// <summary>The namespace has the maximum number of records.</summary>
    TooMany,

    /// <summary>The records would exceed the maximum number of bytes.</summary>
    TooLarge,
}
