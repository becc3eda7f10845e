namespace Sockeye.Contracts.Shapes;

/// <summary>The kinds of values without parts.</summary>
internal enum ScalarKind
{
    /// <summary>Anything, including null.</summary>
    Unknown,

    /// <summary>A string.</summary>
    String,

    /// <summary>A number with or without a fraction.</summary>
    Number,

    /// <summary>A number without a fraction.</summary>
    Integer,

    /// <summary>A Boolean value.</summary>
    Boolean,

    /// <summary>Bytes, which are an attachment.</summary>
    Binary,
}
