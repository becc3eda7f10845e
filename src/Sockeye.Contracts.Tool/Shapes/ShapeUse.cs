namespace Sockeye.Contracts.Shapes;

/// <summary>Who makes the values of a shape.</summary>
[Flags]
internal enum ShapeUse
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>The server writes them, clients get them.</summary>
    Written = 1,

    /// <summary>Clients send them, the server reads them.</summary>
    Read = 2,
}
