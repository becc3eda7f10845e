namespace Sockeye.Contracts.Shapes;

/// <summary>What a value without parts is.</summary>
internal enum ScalarKind
{
    /// <summary>Anything, null too.</summary>
    Unknown,

    /// <summary>A string.</summary>
    String,

    /// <summary>A number with or without a fraction.</summary>
    Number,

    /// <summary>A number without a fraction.</summary>
    Integer,

    /// <summary>A truth value.</summary>
    Boolean,

    /// <summary>Bytes: an attachment.</summary>
    Binary,
}
