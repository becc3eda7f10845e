using Sockeye.Contracts.Assemblies;

namespace Sockeye.Contracts.Shapes;

/// <summary>A property of an object.</summary>
internal sealed record PropertyShape(string Name, Shape Shape, Documentation Documentation)
{
    /// <summary>Whether the server writes it, and whether it reads it.</summary>
    public ShapeUse Use { get; init; } = ShapeUse.Written | ShapeUse.Read;

    /// <summary>The server leaves it out if it is null, or has its default value.</summary>
    public bool MayBeLeftOutByServer { get; init; }

    /// <summary>It is left out only if it is null: what is there is not null.</summary>
    public bool IsLeftOutForNull { get; init; }

    /// <summary>The server does without: there is a default value, or null does.</summary>
    public bool MayBeLeftOutByClient { get; init; }

    /// <summary>Whether it may be missing in values that these make. What goes both ways has to suit both: a client leaves out only what the server never looks at.</summary>
    public bool IsOptional(ShapeUse use) => use switch
    {
        ShapeUse.Written => MayBeLeftOutByServer,
        ShapeUse.Read => MayBeLeftOutByClient,
        _ => MayBeLeftOutByServer || Use != use,
    };

    /// <summary>The shape of what is there, in values that these make.</summary>
    public Shape ShapeFor(ShapeUse use) => use == ShapeUse.Written && IsLeftOutForNull && Shape is NullableShape nullable ? nullable.Inner : Shape;
}
