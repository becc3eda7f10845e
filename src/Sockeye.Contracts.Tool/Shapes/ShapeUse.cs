namespace Sockeye.Contracts.Shapes;

/// <summary>Which side creates the values of a shape.</summary>
[Flags]
internal enum ShapeUse
{
    /// <summary>No side.</summary>
    None = 0,

    /// <summary>The server writes them, and clients receive them.</summary>
    Written = 1,

    /// <summary>Clients send them, and the server reads them.</summary>
    Read = 2,
}
