namespace Sockeye;

/// <summary>What became of a <see cref="RecordWrite"/>.</summary>
public enum RecordWriteStatus
{
    /// <summary>It was made.</summary>
    Done,

    /// <summary>The room has a record already.</summary>
    Exists,

    /// <summary>The room has none.</summary>
    NotFound,

    /// <summary>It is not the version, the origin or the time that was expected.</summary>
    Conflict,

    /// <summary>There are as many records as there may be.</summary>
    TooMany,

    /// <summary>The records take as many bytes as they may.</summary>
    TooLarge,
}
